//! The streams of events to pages that are open, bounded for each user and for the server.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::problem::Problem;

/// All streams of a server.
#[derive(Clone, Debug)]
pub(crate) struct Streams {
    open: Arc<Mutex<Open>>,
    per_user: usize,
    all: usize,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    count: usize,
    /// Of each user, the oldest first; what ends a stream is that its end here is dropped.
    of: HashMap<String, VecDeque<(u64, oneshot::Sender<()>)>>,
}

/// The place of a stream, free again once it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    streams: Streams,
    user: String,
    number: u64,
    /// Ends when a newer stream of the user takes the place.
    pub(crate) taken: oneshot::Receiver<()>,
}

impl Streams {
    pub(crate) fn new(per_user: usize, all: usize) -> Self {
        Streams { open: Arc::default(), per_user: per_user.max(1), all }
    }

    /// A place for a user's stream. The oldest of too many gives its up: the newest is the page
    /// that somebody looks at, and a page that is gone without a word is no newer.
    ///
    /// # Errors
    ///
    /// [`Problem::Busy`] where others have all places.
    pub(crate) fn enter(&self, user: &str) -> Result<Place, Problem> {
        let mut open = self.open();
        let streams = open.of.get_mut(user);
        if let Some(streams) = streams.filter(|streams| streams.len() >= self.per_user) {
            streams.pop_front();
            open.count -= 1;
        }
        if open.count >= self.all {
            return Err(Problem::Busy);
        }
        let (held, taken) = oneshot::channel();
        let number = open.next;
        open.next += 1;
        open.count += 1;
        open.of.entry(user.to_owned()).or_default().push_back((number, held));
        Ok(Place { streams: self.clone(), user: user.to_owned(), number, taken })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.open();
        let Some(streams) = open.of.get_mut(&self.user) else { return };
        let Some(at) = streams.iter().position(|(number, _)| *number == self.number) else {
            return;
        };
        streams.remove(at);
        let last = streams.is_empty();
        open.count -= 1;
        if last {
            open.of.remove(&self.user);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_of_ones_own_gives_way_and_others_places_are_not_taken() {
        let streams = Streams::new(2, 3);
        let mut first = streams.enter("a").unwrap();
        let mut second = streams.enter("a").unwrap();
        let third = streams.enter("a").unwrap();
        assert!(first.taken.try_recv() == Err(oneshot::error::TryRecvError::Closed));
        assert!(second.taken.try_recv() == Err(oneshot::error::TryRecvError::Empty));
        let other = streams.enter("b").unwrap();
        assert!(matches!(streams.enter("c"), Err(Problem::Busy)));
        // Whoever has places goes on among them.
        let fourth = streams.enter("a").unwrap();
        drop((first, second, third));
        assert_eq!(streams.open().count, 2);
        let again = streams.enter("c").unwrap();
        assert!(matches!(streams.enter("d"), Err(Problem::Busy)));
        drop((fourth, other, again));
        let open = streams.open();
        assert_eq!((open.count, open.of.len()), (0, 0));
    }
}
