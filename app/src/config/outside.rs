//! `[[sources]]`: the services outside that the instance may call, as the operator writes them.

use std::time::Duration;

use beffroi_web::fetch::Target;
use serde::Deserialize;

use super::ConfigError;

/// One service outside. Its secret stands in the environment, never in the file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Small letters, digits and hyphens.
    pub name: String,
    /// What people read of it; none: the name of its kind.
    #[serde(default)]
    pub title: String,
    /// What it speaks.
    pub kind: String,
    /// Base address.
    pub url: String,
    /// Variable of the environment that holds the secret.
    pub secret_env: Option<String>,
    /// Header that carries the secret as it is; none: `Authorization: Bearer …`.
    pub secret_header: Option<String>,
    /// Host names of the communes that may use it; none: all.
    #[serde(default)]
    pub communes: Vec<String>,
    /// Longest wait, from 1 to 20 seconds; 5.
    pub seconds: Option<u64>,
    /// How long an answer may be kept, at most a day; 0.
    pub keep_minutes: Option<u64>,
    /// The rule that allows asking it for data of persons.
    #[serde(default)]
    pub law: String,
}

impl Outside {
    /// What the instance calls; `variable` reads the environment.
    pub fn target(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Target, ConfigError> {
        let wrong = |what: &str| ConfigError::Outside(self.name.clone(), what.to_owned());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.name.is_empty() || !self.name.chars().all(plain) {
            return Err(wrong("a name is made of small letters, digits and hyphens"));
        }
        let seconds = self.seconds.unwrap_or(5);
        if !(1..=20).contains(&seconds) {
            return Err(wrong("seconds goes from 1 to 20"));
        }
        let keep = self.keep_minutes.unwrap_or(0);
        if keep > 24 * 60 {
            return Err(wrong("keep_minutes is a day at most: 1440"));
        }
        let secret = match &self.secret_env {
            None => None,
            Some(name) => {
                let secret = variable(name).filter(|secret| !secret.is_empty());
                let secret = secret.ok_or_else(|| wrong(&format!("the variable {name} is not set")))?;
                Some(self.secret_header.clone().map_or_else(
                    || ("authorization".to_owned(), format!("Bearer {secret}")),
                    |header| (header, secret.clone()),
                ))
            }
        };
        let mut target = Target::new(&self.name, &self.kind, &self.url);
        target.title.clone_from(&self.title);
        target.secret = secret;
        target.timeout = Duration::from_secs(seconds);
        target.keep = Duration::from_secs(keep * 60);
        target.communes.clone_from(&self.communes);
        target.law.clone_from(&self.law);
        Ok(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> Result<Target, String> {
        let outside: Outside = toml::from_str(text).map_err(|error| error.to_string())?;
        let variable = |name: &str| (name == "CLEF").then(|| "s3cret".to_owned());
        outside.target(variable).map_err(|error| error.to_string())
    }

    const BASE: &str = "name = \"ban\"\nkind = \"address-fr\"\nurl = \"https://ban.example\"\n";

    #[test]
    fn a_source_has_usual_limits_and_its_secret_from_the_environment() {
        let plain = target(BASE).unwrap();
        assert_eq!((plain.timeout, plain.keep, plain.secret), (Duration::from_secs(5), Duration::ZERO, None));
        let bearer = target(&format!("{BASE}secret_env = \"CLEF\"\n")).unwrap();
        assert_eq!(bearer.secret, Some(("authorization".to_owned(), "Bearer s3cret".to_owned())));
        let named = target(&format!(
            "{BASE}secret_env = \"CLEF\"\nsecret_header = \"x-api-key\"\nkeep_minutes = 60\n"
        ))
        .unwrap();
        assert_eq!(named.secret, Some(("x-api-key".to_owned(), "s3cret".to_owned())));
        assert_eq!(named.keep, Duration::from_hours(1));
    }

    #[test]
    fn a_source_written_wrong_says_what_is_expected() {
        for (more, expected) in [
            ("secret_env = \"ABSENT\"", "ABSENT is not set"),
            ("seconds = 60", "1 to 20"),
            ("keep_minutes = 2000", "1440"),
            ("token = \"x\"", "token"),
        ] {
            let error = target(&format!("{BASE}{more}\n")).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        assert!(target(&BASE.replace("\"ban\"", "\"B.A.N\"")).is_err());
    }
}
