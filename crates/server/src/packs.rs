//! The packs that the server enforces: their policies in each language, reloaded when a file
//! changes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::SystemTime;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use tollgate::{Catalogue, Policy};

/// A pack of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pack {
    /// The Customers screen.
    ClientMetrics,
    /// Companies and the permissions of users.
    Alvys,
    /// Shipments, accounts and who sees which.
    AccessLevels,
    /// What people spent.
    Expenses,
    /// What the server itself guards.
    Office,
}

impl Pack {
    /// All of them.
    pub const ALL: [Pack; 5] =
        [Pack::ClientMetrics, Pack::Alvys, Pack::AccessLevels, Pack::Expenses, Pack::Office];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Pack::ClientMetrics => "client-metrics",
            Pack::Alvys => "alvys",
            Pack::AccessLevels => "access-levels",
            Pack::Expenses => "expenses",
            Pack::Office => "office",
        }
    }

    /// The pack of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pack| pack.name() == name)
    }
}

/// A language of the packs' texts. English stands in the bundles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// That of who sends these headers.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let header = headers.get(ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
        header.map(Language::accepted).unwrap_or_default()
    }

    /// Its tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Spanish => "es",
        }
    }

    /// Of the languages that there are the one that an `Accept-Language` likes best, and of those
    /// that it likes alike the first; English where it takes none.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let mut best = (Language::English, 0.0);
        for range in header.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default().to_lowercase();
            let language = match tag.split('-').next() {
                Some("en" | "*") => Language::English,
                Some("es") => Language::Spanish,
                _ => continue,
            };
            let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
            // What is no weight takes nothing.
            let weight = weight.map_or(1.0, |it| it.parse::<f32>().unwrap_or_default());
            if weight > best.1 && weight <= 1.0 {
                best = (language, weight);
            }
        }
        best.0
    }
}

/// A pack as it is loaded.
///
/// What the page reads of it is kept: a file may have changed since, or be bad.
#[derive(Debug)]
struct Loaded {
    english: Policy,
    spanish: Policy,
    texts: [String; 2],
    changed: Option<SystemTime>,
}

/// The packs in force.
#[derive(Debug)]
pub struct Packs {
    folder: PathBuf,
    loaded: RwLock<BTreeMap<Pack, Arc<Loaded>>>,
}

/// Why packs are not loaded.
#[derive(Debug, thiserror::Error)]
pub enum Unloaded {
    /// A file that cannot be read.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file that is not what it should be.
    #[error("{}: {error}", path.display())]
    Bad {
        /// Which.
        path: PathBuf,
        /// Why.
        error: tollgate::Error,
    },
    /// The bundle of another pack.
    #[error("{} is of the pack `{found}`", path.display())]
    Another {
        /// Which.
        path: PathBuf,
        /// The pack it is of.
        found: String,
    },
}

impl Packs {
    /// Loads `FOLDER/<pack>/bundle.json` of each pack.
    ///
    /// # Errors
    ///
    /// Where one is missing or bad: a server without all of its policies does not start.
    pub fn load(folder: &Path) -> Result<Self, Unloaded> {
        let mut loaded = BTreeMap::new();
        for pack in Pack::ALL {
            loaded.insert(pack, Arc::new(read(folder, pack)?));
        }
        Ok(Packs { folder: folder.to_owned(), loaded: RwLock::new(loaded) })
    }

    /// The policy of a pack, telling its texts in a language.
    #[must_use]
    pub fn policy(&self, pack: Pack, language: Language) -> Policy {
        let loaded = self.one(pack);
        match language {
            Language::English => loaded.english.clone(),
            Language::Spanish => loaded.spanish.clone(),
        }
    }

    /// The same in every language, English first.
    pub(crate) fn policies(&self, pack: Pack) -> [(Language, Policy); 2] {
        let loaded = self.one(pack);
        [(Language::English, loaded.english.clone()), (Language::Spanish, loaded.spanish.clone())]
    }

    /// The bundle of a pack's policy in force, or what it says in Spanish, as they were read.
    #[must_use]
    pub fn text(&self, pack: Pack, language: Language) -> String {
        let [bundle, phrases] = &self.one(pack).texts;
        match language {
            Language::English => bundle.clone(),
            Language::Spanish => phrases.clone(),
        }
    }

    /// Each pack's fingerprint.
    #[must_use]
    pub fn fingerprints(&self) -> BTreeMap<&'static str, String> {
        let of = |pack: Pack| self.one(pack).english.fingerprint().to_owned();
        Pack::ALL.into_iter().map(|pack| (pack.name(), of(pack))).collect()
    }

    fn one(&self, pack: Pack) -> Arc<Loaded> {
        // A reader who panicked left the map as it was: nothing changes it in place.
        let loaded = self.loaded.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&loaded[&pack])
    }

    /// Loads anew each pack whose file changed. One that is bad leaves the policy that was; it is
    /// told, and tried again when the file changes again.
    pub fn reload(&self) -> Vec<Result<Pack, Unloaded>> {
        let mut outcomes = Vec::new();
        for pack in Pack::ALL {
            let now = changed(&bundle(&self.folder, pack));
            let was = self.one(pack);
            if now == was.changed {
                continue;
            }
            let (next, outcome) = match read(&self.folder, pack) {
                Ok(next) => (next, Ok(pack)),
                Err(error) => (
                    Loaded {
                        english: was.english.clone(),
                        spanish: was.spanish.clone(),
                        texts: was.texts.clone(),
                        changed: now,
                    },
                    Err(error),
                ),
            };
            let mut loaded = self.loaded.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            loaded.insert(pack, Arc::new(next));
            outcomes.push(outcome);
        }
        outcomes
    }
}

fn bundle(folder: &Path, pack: Pack) -> PathBuf {
    folder.join(pack.name()).join("bundle.json")
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|it| it.modified()).ok()
}

fn read(folder: &Path, pack: Pack) -> Result<Loaded, Unloaded> {
    let path = bundle(folder, pack);
    let text = |path: &Path| {
        std::fs::read_to_string(path)
            .map_err(|error| Unloaded::File { path: path.to_owned(), error })
    };
    let changed = changed(&path);
    let bad = |path: &Path| {
        let path = path.to_owned();
        |error| Unloaded::Bad { path, error }
    };
    let bundle = text(&path)?;
    let english = Policy::from_json(&bundle).map_err(bad(&path))?;
    if english.pack() != pack.name() {
        return Err(Unloaded::Another { path, found: english.pack().to_owned() });
    }
    let words = folder.join(pack.name()).join("languages/es.json");
    let mut catalogue = Catalogue::phrases("es").unwrap_or_default();
    let phrases = text(&words)?;
    catalogue.add_json(&phrases).map_err(bad(&words))?;
    let spanish = english.with_texts(catalogue);
    Ok(Loaded { english, spanish, texts: [bundle, phrases], changed })
}
