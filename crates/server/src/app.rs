//! What all requests share: the database, the packs and how the server was started. None of it is
//! state of the office's: several servers run on one database.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;

use crate::database::Database;
use crate::identity::Provider;
use crate::packs::Packs;
use crate::proxies::Proxies;
use crate::streams::Streams;

/// What all requests share.
#[derive(Clone, Debug)]
pub struct App(Arc<Shared>);

/// The parts of an [`App`].
#[derive(Debug)]
pub struct Shared {
    /// The database.
    pub database: Database,
    /// The policies.
    pub packs: Packs,
    /// Who may say besides the office itself who is asking.
    pub provider: Option<Provider>,
    /// What is measured, where it is.
    pub measures: Option<PrometheusHandle>,
    /// How the server was started.
    pub settings: Settings,
    /// Whether the server ends.
    pub ending: watch::Receiver<bool>,
    /// The streams of events to pages that are open.
    pub(crate) streams: Streams,
}

/// How the server was started.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether the sample users sign in at a click.
    pub demo: bool,
    /// Whether cookies go over TLS alone.
    pub secure: bool,
    /// How long somebody stays signed in.
    pub session: Duration,
    /// How long a request takes at most, its body included.
    pub patience: Duration,
    /// How many streams of events a user has at most.
    pub own_streams: usize,
    /// How many streams of events there are at most.
    pub all_streams: usize,
    /// How much is denied to a user before it is asked no more for a while.
    pub user_denials: i64,
    /// Whose word is taken for whom they ask for.
    pub proxies: Proxies,
}

/// How it is started where nothing else is said; the command's settings begin with it.
impl Default for Settings {
    fn default() -> Self {
        Settings {
            demo: false,
            secure: false,
            session: Duration::from_secs(12 * 60 * 60),
            patience: Duration::from_secs(30),
            own_streams: 20,
            all_streams: 1000,
            user_denials: 100,
            proxies: Proxies::default(),
        }
    }
}

impl App {
    /// Of its parts.
    #[must_use]
    pub fn new(
        database: Database,
        packs: Packs,
        provider: Option<Provider>,
        measures: Option<PrometheusHandle>,
        settings: Settings,
        ending: watch::Receiver<bool>,
    ) -> Self {
        let streams = Streams::new(settings.own_streams, settings.all_streams);
        App(Arc::new(Shared { database, packs, provider, measures, settings, ending, streams }))
    }
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// Now, in milliseconds since 1970.
#[must_use]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
