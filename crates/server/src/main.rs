//! The command `tollgate-server`: the office, served.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use ipnet::IpNet;
use jiff::civil::Date;
use jiff::tz::Offset;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tollgate_server::{
    App, Database, Files, Pack, Packs, Provider, Settings, first_admin, is_empty, network, now,
    seed, site, unfit,
};
use tracing_subscriber::EnvFilter;

/// How often policies are looked at for changes.
const EACH: Duration = Duration::from_secs(1);

/// Up to how many seconds requests take, as they are counted.
const BUCKETS: [f64; 8] = [0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

/// What the sample data is drawn from.
const SEED: u64 = 1;

/// How many seconds an hour has.
const HOUR: u64 = 60 * 60;

fn default() -> Settings {
    Settings::default()
}

/// An office on a database that enforces what its page shows.
///
/// Settings are flags, variables of the environment, or lines of a file that is named with `@`
/// before it: `tollgate-server @office.conf`.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// `sqlite:FILE` or `postgres://…`; its tables are made where they are missing.
    #[arg(long, env = "TOLLGATE_DATABASE", default_value = "sqlite:office.db?mode=rwc")]
    database: String,
    /// How many connections to the database there are at most.
    #[arg(long, env = "TOLLGATE_CONNECTIONS", default_value_t = 16)]
    connections: u32,
    /// Where to listen.
    #[arg(long, env = "TOLLGATE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The folder of the packs, each with its `bundle.json`.
    #[arg(long, env = "TOLLGATE_POLICIES", default_value = "policies")]
    policies: PathBuf,
    /// The folder of the page.
    #[arg(long, env = "TOLLGATE_PAGE", default_value = "www")]
    page: PathBuf,
    /// The folder of the package that the page imports.
    #[arg(long, env = "TOLLGATE_PACKAGE", default_value = "target/npm/tollgate")]
    package: PathBuf,
    /// Fills an empty database with sample data, whose users sign in at a click.
    #[arg(long, env = "TOLLGATE_DEMO")]
    demo: bool,
    /// The day of the sample data, such as 2026-11-25; today unless said.
    #[arg(long, env = "TOLLGATE_DEMO_DAY", requires = "demo")]
    demo_day: Option<Date>,
    /// A file in JSON that says which identity provider's bearer tokens are taken.
    #[arg(long, env = "TOLLGATE_IDENTITY")]
    identity: Option<PathBuf>,
    /// Sends cookies over TLS alone where it listens on this machine alone, too; for a server
    /// behind a proxy that speaks it. Wherever else it listens it does so unless `--plain-http`.
    #[arg(long, env = "TOLLGATE_SECURE")]
    secure: bool,
    /// Sends cookies over plain HTTP as well, which others on the way can read: for trying it out
    /// in a network that you trust. With TLS in front, as it always should be, it is not needed.
    #[arg(long, env = "TOLLGATE_PLAIN_HTTP", conflicts_with = "secure")]
    plain_http: bool,
    /// Adds the first administrator with this email address, who may do everything, and ends. The
    /// password is that of TOLLGATE_FIRST_PASSWORD, or is asked for. Refused while anybody can sign
    /// in with a password who may set permissions or change access.
    #[arg(long, value_name = "EMAIL", conflicts_with = "demo")]
    first_admin: Option<String>,
    /// How many hours somebody stays signed in.
    #[arg(long, env = "TOLLGATE_SESSION_HOURS")]
    #[arg(default_value_t = default().session.as_secs() / HOUR)]
    session_hours: u64,
    /// How many seconds a request takes at most, its body included.
    #[arg(long, env = "TOLLGATE_REQUEST_SECONDS", default_value_t = default().patience.as_secs())]
    request_seconds: u64,
    /// How many streams of events a user has at most, one for each page in view; of more the oldest
    /// ends.
    #[arg(long, env = "TOLLGATE_USER_STREAMS", default_value_t = default().own_streams)]
    user_streams: usize,
    /// How many streams of events there are at most; more are refused.
    #[arg(long, env = "TOLLGATE_STREAMS", default_value_t = default().all_streams)]
    streams: usize,
    /// How much is denied to a user within 15 minutes before they have to wait: each denial is kept
    /// in the log for good.
    #[arg(long, env = "TOLLGATE_USER_DENIALS", default_value_t = default().user_denials)]
    user_denials: i64,
    /// The addresses and networks of proxies before the server, with `,` between them: whom they
    /// ask for, as `X-Forwarded-For` or `Forwarded` says, is who signs in.
    #[arg(long, env = "TOLLGATE_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<IpNet>,
    /// Logs as JSON, a line each.
    #[arg(long, env = "TOLLGATE_LOG_JSON")]
    log_json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let words = match argfile::expand_args(argfile::parse_fromfile, argfile::PREFIX) {
        Ok(words) => words,
        Err(error) => {
            eprintln!("the settings' file: {error}");
            return ExitCode::from(2);
        }
    };
    let arguments = Arguments::parse_from(words);
    log(arguments.log_json);
    let done = match arguments.first_admin.clone() {
        Some(email) => first(arguments, &email).await,
        None => serve(arguments).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the server does not start");
            eprintln!("tollgate-server: {error}");
            ExitCode::from(2)
        }
    }
}

fn log(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match json {
        true => log.json().init(),
        false => log.init(),
    }
}

/// The password of the first administrator: nobody else reads it on the command line or the screen.
fn first_password() -> std::io::Result<String> {
    match std::env::var("TOLLGATE_FIRST_PASSWORD") {
        Ok(password) => Ok(password),
        Err(_) => rpassword::prompt_password("Password of the first administrator: "),
    }
}

/// Adds the first administrator.
async fn first(arguments: Arguments, email: &str) -> Result<(), Box<dyn std::error::Error>> {
    let packs = Packs::load(&arguments.policies)?;
    let database = Database::open(&arguments.database, arguments.connections).await?;
    let (_end, ending) = watch::channel(false);
    let app = App::new(database, packs, None, None, default(), ending);
    let user = first_admin(&app, email, &first_password()?).await?;
    println!("{email} signs in with the password from now on (user {user})");
    app.database.close().await;
    Ok(())
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind(arguments.listen).await?;
    let packs = Packs::load(&arguments.policies)?;
    let database = Database::open(&arguments.database, arguments.connections).await?;
    let (end, ending) = watch::channel(false);
    let settings = Settings {
        demo: arguments.demo,
        secure: is_secure(&arguments),
        session: Duration::from_secs(arguments.session_hours * HOUR),
        patience: Duration::from_secs(arguments.request_seconds),
        own_streams: arguments.user_streams,
        all_streams: arguments.streams,
        user_denials: arguments.user_denials,
        proxies: arguments.trusted_proxies.into(),
    };
    if arguments.demo {
        let noon = |day: Date| Offset::UTC.to_timestamp(day.at(12, 0, 0, 0));
        let day = arguments.demo_day.map(noon).transpose()?;
        let day = day.map_or_else(now, |day| day.as_millisecond());
        fill(&database, day).await?;
    }
    let provider = arguments.identity.as_deref().map(Provider::load).transpose()?;
    let measures = PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()?;
    let app = App::new(database, packs, provider, Some(measures), settings, ending);
    let Arguments { page, package, policies, .. } = arguments;
    let files = Files { page, package, policies };
    for pack in Pack::ALL {
        tell_unfit(&app, pack).await;
    }
    tokio::spawn(watch_policies(app.clone()));
    let stopped = stopped()?;
    println!("listening on http://{}/", listener.local_addr()?);
    let service = site(app.clone(), Some(&files));
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            stopped.await;
            // Open pages are let go; what is being answered is answered.
            let _ = end.send(true);
        })
        .await?;
    app.database.close().await;
    Ok(())
}

/// Whether cookies go over TLS alone: always but where nobody else is on the way, or it is said.
fn is_secure(arguments: &Arguments) -> bool {
    let local = arguments.listen.ip().to_canonical().is_loopback();
    arguments.secure || !local && !arguments.plain_http
}

/// Fills a database that has no users yet.
async fn fill(database: &Database, day: i64) -> Result<(), Box<dyn std::error::Error>> {
    let mut work = database.write().await?;
    if is_empty(&mut work).await? {
        tracing::info!("filling the database with sample data");
        seed(&mut work, SEED, day, None).await?;
        work.commit().await?;
    }
    Ok(())
}

/// Takes on policies that change, and says so.
async fn watch_policies(app: App) {
    loop {
        tokio::time::sleep(EACH).await;
        for outcome in app.packs.reload() {
            match outcome {
                Ok(pack) => {
                    tracing::info!(pack = pack.name(), "policy reloaded");
                    tell_unfit(&app, pack).await;
                }
                Err(error) => tracing::error!(%error, "policy kept: the new one is bad"),
            }
        }
    }
}

/// Says whose stored access a policy does not take, so that none of it counts.
async fn tell_unfit(app: &App, pack: Pack) {
    match unfit(app, pack).await {
        Ok(users) if users.is_empty() => {}
        Ok(users) => {
            let (count, some) = (users.len(), users.iter().take(20).collect::<Vec<_>>());
            let pack = pack.name();
            tracing::error!(pack, count, ?some, "the policy does not take the access of users");
        }
        Err(error) => tracing::error!(%error, "it is not known whose access the policy takes"),
    }
}

/// What ends when the process is asked to end; it is heard from now on.
fn stopped() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}
