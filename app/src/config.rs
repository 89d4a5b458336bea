//! The configuration of an instance: one TOML file, whose every line a variable `BEFFROI_…` may replace.
//! Reference for operators: `docs/operators.md`.

mod outside;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

pub use outside::Outside;

/// Read when no `--config` and no `BEFFROI_CONFIG` names another, the first that exists; none at all is no error.
const PLACES: [&str; 2] = ["beffroi.toml", "/etc/beffroi/beffroi.toml"];

/// How lines of log look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// What an instance runs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where people are answered.
    pub listen: SocketAddr,
    /// Where Prometheus is answered, and nobody else; none: no measures.
    pub metrics_listen: Option<SocketAddr>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// PEM file of the authorities that sign the PostgreSQL server's certificate.
    pub database_ca: Option<PathBuf>,
    /// `file:PATH` or `s3://bucket/prefix`.
    pub files: String,
    /// Where the communes' journals are published: `file:PATH` or `s3://bucket/prefix`.
    pub journal: String,
    /// How often what is new in them is published.
    pub journal_every: Duration,
    /// Folder of the instance's secrets, apart from the data.
    pub keys: PathBuf,
    /// `https://{host}`, where `{host}` stands for a commune's first host name.
    pub public_url: String,
    /// `smtps://user:password@host`; none: mail waits (in the demonstration, a page shows it).
    pub smtp: Option<String>,
    /// Sender of the instance's mail.
    pub sender: String,
    /// Gateway of SMS, with its token and the name that receivers see; none: nobody gets SMS.
    pub sms: Option<SmsGateway>,
    /// Whether screens of the town hall may be kiosks.
    pub kiosk: bool,
    /// An instance of invented people, which says so on every page.
    pub demonstration: bool,
    /// Folder of the demonstration's people and forms.
    pub demonstration_data: PathBuf,
    /// Services outside from which forms may be filled in.
    pub sources: Vec<Outside>,
    pub log: LogFormat,
    /// `info`, or by component: `info,beffroi_store=debug`.
    pub log_level: String,
}

/// An HTTP gateway of SMS.
#[derive(Clone, PartialEq, Eq)]
pub struct SmsGateway {
    pub url: String,
    pub token: String,
    pub sender: String,
}

impl std::fmt::Debug for SmsGateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmsGateway {{ url: {:?}, sender: {:?}, token: … }}", self.url, self.sender)
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{path}: {error}")]
    Unreadable { path: PathBuf, error: std::io::Error },
    /// The message of the TOML reader has the line, the column and the words.
    #[error("{path}: {error}")]
    Toml { path: PathBuf, error: toml::de::Error },
    #[error("{0} is `{1}`: {2} is expected")]
    Variable(&'static str, String, &'static str),
    #[error("{0}")]
    Value(&'static str),
    #[error("the outside service `{0}`: {1}")]
    Outside(String, String),
}

/// The file as written: every line may be absent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    listen: Option<SocketAddr>,
    metrics_listen: Option<SocketAddr>,
    proxies: Option<Vec<IpAddr>>,
    database: Option<String>,
    database_ca: Option<PathBuf>,
    files: Option<String>,
    journal: Option<String>,
    journal_seconds: Option<u64>,
    keys: Option<PathBuf>,
    public_url: Option<String>,
    smtp: Option<String>,
    sender: Option<String>,
    sms_url: Option<String>,
    sms_token: Option<String>,
    sms_sender: Option<String>,
    kiosk: Option<bool>,
    demonstration: Option<bool>,
    demonstration_data: Option<PathBuf>,
    #[serde(default)]
    sources: Vec<Outside>,
    log: Option<LogFormat>,
    log_level: Option<String>,
}

impl Config {
    /// Reads `file`, or the usual places, then the environment.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let named =
            file.map(Path::to_owned).or_else(|| std::env::var_os("BEFFROI_CONFIG").map(PathBuf::from));
        let found = named.or_else(|| PLACES.iter().map(PathBuf::from).find(|path| path.exists()));
        let text = match &found {
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| ConfigError::Unreadable { path: path.clone(), error })?,
            None => String::new(),
        };
        Self::read(&text, &found.unwrap_or_default(), |name| std::env::var(name).ok())
    }

    /// From the text of a file (named `path` in messages) and variables by name.
    pub fn read(
        text: &str,
        path: &Path,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let mut written: Written =
            toml::from_str(text).map_err(|error| ConfigError::Toml { path: path.to_owned(), error })?;
        written.overlay(&variable)?;
        written.resolve()
    }
}

impl Written {
    /// Replaces what a variable gives; an empty one takes the line away.
    fn overlay(&mut self, variable: &impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
        const ADDRESS: &str = "an address and port, such as 127.0.0.1:8080,";
        let text = |name, slot: &mut Option<String>| {
            set(slot, name, variable(name).as_deref(), "a text", |text| Some(text.to_owned()))
        };
        let path = |name, slot: &mut Option<PathBuf>| {
            set(slot, name, variable(name).as_deref(), "a path", |text| Some(PathBuf::from(text)))
        };
        let address = |name, slot: &mut Option<SocketAddr>| {
            set(slot, name, variable(name).as_deref(), ADDRESS, |text| text.parse().ok())
        };
        address("BEFFROI_LISTEN", &mut self.listen)?;
        address("BEFFROI_METRICS_LISTEN", &mut self.metrics_listen)?;
        set(
            &mut self.proxies,
            "BEFFROI_PROXIES",
            variable("BEFFROI_PROXIES").as_deref(),
            "a list of addresses",
            |text| text.split(',').map(|address| address.trim().parse().ok()).collect(),
        )?;
        text("BEFFROI_DATABASE", &mut self.database)?;
        path("BEFFROI_DATABASE_CA", &mut self.database_ca)?;
        text("BEFFROI_FILES", &mut self.files)?;
        text("BEFFROI_JOURNAL", &mut self.journal)?;
        let every = variable("BEFFROI_JOURNAL_SECONDS");
        set(
            &mut self.journal_seconds,
            "BEFFROI_JOURNAL_SECONDS",
            every.as_deref(),
            "a number of seconds",
            |text| text.parse().ok(),
        )?;
        path("BEFFROI_KEYS", &mut self.keys)?;
        text("BEFFROI_PUBLIC_URL", &mut self.public_url)?;
        text("BEFFROI_SMTP", &mut self.smtp)?;
        text("BEFFROI_SENDER", &mut self.sender)?;
        text("BEFFROI_SMS_URL", &mut self.sms_url)?;
        text("BEFFROI_SMS_TOKEN", &mut self.sms_token)?;
        text("BEFFROI_SMS_SENDER", &mut self.sms_sender)?;
        for (slot, name) in
            [(&mut self.kiosk, "BEFFROI_KIOSK"), (&mut self.demonstration, "BEFFROI_DEMONSTRATION")]
        {
            set(slot, name, variable(name).as_deref(), "true or false", |text| text.parse().ok())?;
        }
        path("BEFFROI_DEMONSTRATION_DATA", &mut self.demonstration_data)?;
        set(&mut self.log, "BEFFROI_LOG", variable("BEFFROI_LOG").as_deref(), "text or json", |text| {
            match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            }
        })?;
        text("BEFFROI_LOG_LEVEL", &mut self.log_level)
    }

    fn resolve(self) -> Result<Config, ConfigError> {
        let listen = self.listen.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)));
        let demonstration = self.demonstration.unwrap_or(false);
        let usual = if demonstration {
            format!("http://{{host}}:{}", listen.port())
        } else {
            "https://{host}".to_owned()
        };
        let public_url = self.public_url.unwrap_or(usual);
        if !(public_url.starts_with("https://") || public_url.starts_with("http://"))
            || public_url.ends_with('/')
        {
            return Err(ConfigError::Value(
                "public_url begins with https:// and ends without a slash: https://{host}",
            ));
        }
        if self.smtp.is_some() && self.sender.is_none() {
            return Err(ConfigError::Value(
                "smtp is set, but sender is not: say from which address mail leaves",
            ));
        }
        let sms = match (self.sms_url, self.sms_token, self.sms_sender) {
            (None, _, _) => None,
            (Some(url), Some(token), Some(sender)) => Some(SmsGateway { url, token, sender }),
            _ => return Err(ConfigError::Value("sms_url is set: say sms_token and sms_sender too")),
        };
        let journal_seconds = self.journal_seconds.unwrap_or(10);
        if !(1..=3600).contains(&journal_seconds) {
            return Err(ConfigError::Value("journal_seconds goes from 1 to 3600: an hour at most"));
        }
        let files = self.files.unwrap_or_else(|| "file:data/files".to_owned());
        Ok(Config {
            sms,
            listen,
            metrics_listen: self.metrics_listen,
            proxies: self.proxies.unwrap_or_default(),
            database: self.database.unwrap_or_else(|| "sqlite:data/beffroi.sqlite".to_owned()),
            database_ca: self.database_ca,
            journal: self.journal.unwrap_or_else(|| beside(&files)),
            files,
            journal_every: Duration::from_secs(journal_seconds),
            keys: self.keys.unwrap_or_else(|| "data/keys".into()),
            public_url,
            smtp: self.smtp,
            sender: self.sender.unwrap_or_else(|| "ne-pas-repondre@localhost".to_owned()),
            kiosk: self.kiosk.unwrap_or(true),
            demonstration,
            demonstration_data: self.demonstration_data.unwrap_or_else(|| "demo".into()),
            sources: self.sources,
            log: self.log.unwrap_or_default(),
            log_level: self.log_level.unwrap_or_else(|| "info".to_owned()),
        })
    }
}

fn set<T>(
    slot: &mut Option<T>,
    name: &'static str,
    value: Option<&str>,
    expected: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<(), ConfigError> {
    match value.map(str::trim) {
        None => {}
        Some("") => *slot = None,
        Some(text) => {
            let read = read(text).ok_or_else(|| ConfigError::Variable(name, text.to_owned(), expected))?;
            *slot = Some(read);
        }
    }
    Ok(())
}

/// Where journals are published unless another place is named: beside the files.
fn beside(files: &str) -> String {
    let scheme = ["s3://", "file://", "file:"].into_iter().find(|scheme| files.starts_with(scheme));
    match scheme.map(|scheme| (scheme, &files[scheme.len()..])) {
        None => files.to_owned(),
        Some((scheme, path)) => match path.trim_end_matches('/').rsplit_once('/') {
            Some((folder, _)) => format!("{scheme}{folder}/journal"),
            None if scheme == "s3://" => format!("{scheme}{path}/journal"),
            None => format!("{scheme}journal"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
        let variable =
            |name: &str| variables.iter().find(|(of, _)| *of == name).map(|(_, value)| (*value).to_owned());
        Config::read(text, Path::new("beffroi.toml"), variable).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_written_serves_this_machine_only() {
        let config = read("", &[]).unwrap();
        assert!(config.listen.ip().is_loopback());
        assert_eq!(config.public_url, "https://{host}");
        assert!(!config.demonstration && config.metrics_listen.is_none());
        assert!(config.kiosk && !read("kiosk = false", &[]).unwrap().kiosk);
        assert!(!read("kiosk = true", &[("BEFFROI_KIOSK", "false")]).unwrap().kiosk);
    }

    #[test]
    fn a_variable_replaces_its_line_and_an_empty_one_removes_it() {
        let text = "listen = \"127.0.0.1:1\"\nsmtp = \"smtp://relay.hautval.example\"\nsender = \"a@hautval.example\"\n";
        let config = read(
            text,
            &[("BEFFROI_LISTEN", "[::]:80"), ("BEFFROI_SMTP", ""), ("BEFFROI_PROXIES", "10.0.0.1, ::1")],
        )
        .unwrap();
        assert_eq!(config.listen.to_string(), "[::]:80");
        assert_eq!(config.smtp, None);
        assert_eq!(config.proxies.len(), 2);
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let unknown = read("demonstration = true\nlisen = \"127.0.0.1:1\"\n", &[]).unwrap_err();
        assert!(unknown.contains("line 2") && unknown.contains("lisen"), "{unknown}");
        let wrong = read("\n\nlisten = \"here\"\n", &[]).unwrap_err();
        assert!(wrong.starts_with("beffroi.toml: ") && wrong.contains("line 3"), "{wrong}");
        let variable = read("", &[("BEFFROI_DEMONSTRATION", "oui")]).unwrap_err();
        assert_eq!(variable, "BEFFROI_DEMONSTRATION is `oui`: true or false is expected");
    }

    #[test]
    fn a_gateway_of_sms_needs_its_token_and_sender() {
        assert!(read("sms_url = \"https://sms.hautval.example/v1\"", &[]).is_err());
        let whole = "sms_url = \"https://sms.hautval.example/v1\"\nsms_sender = \"Hautval\"";
        let config = read(whole, &[("BEFFROI_SMS_TOKEN", "secret-42")]).unwrap();
        assert!(!format!("{config:?}").contains("secret-42"), "a token is never logged");
        assert_eq!(config.sms.map(|of| of.sender), Some("Hautval".to_owned()));
    }

    #[test]
    fn the_journal_is_published_beside_the_files_and_at_least_every_hour() {
        for (files, journal) in [
            ("file:/var/lib/beffroi/files", "file:/var/lib/beffroi/journal"),
            ("file:files", "file:journal"),
            ("s3://bucket", "s3://bucket/journal"),
            ("s3://bucket/a/files", "s3://bucket/a/journal"),
        ] {
            assert_eq!(read(&format!("files = {files:?}"), &[]).unwrap().journal, journal);
        }
        let slow = read("journal_seconds = 3600", &[("BEFFROI_JOURNAL", "file:/srv/journal")]).unwrap();
        assert_eq!(
            (slow.journal.as_str(), slow.journal_every),
            ("file:/srv/journal", Duration::from_hours(1))
        );
        assert!(read("journal_seconds = 3601", &[]).is_err());
    }

    #[test]
    fn mail_needs_a_sender_and_links_an_address() {
        assert!(read("smtp = \"smtp://relay.hautval.example\"", &[]).is_err());
        assert!(read("public_url = \"hautval.example\"", &[]).is_err());
        assert!(read("public_url = \"https://hautval.example/\"", &[]).is_err());
    }
}
