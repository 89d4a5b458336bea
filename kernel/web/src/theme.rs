//! The colours of a commune: about ten tokens over the style sheet's own. A pair of colours that people could not read is refused
//! (WCAG 2.2, 1.4.3 and 1.4.11: 4.5 for text, 3 for borders and shapes).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A commune's own tokens, light and dark: name without dashes (`action`) to `#rrggbb`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    #[serde(default)]
    pub light: BTreeMap<String, String>,
    #[serde(default)]
    pub dark: BTreeMap<String, String>,
}

/// A pair that cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ThemeError {
    #[error("{token} is not a token that a commune may set")]
    UnknownToken { token: String },
    #[error("{token}: {value} is not a colour written #rrggbb")]
    NotAColour { token: String, value: String },
    #[error("{ink} on {paper} ({mode}): contrast {found:.2}, at least {least} is needed")]
    TooFaint { ink: &'static str, paper: &'static str, mode: &'static str, found: f64, least: f64 },
}

const TOKENS: &[(&str, &str, &str)] = &[
    // (token, light, dark): the style sheet's own values
    ("fond", "#ffffff", "#0f181e"),
    ("surface", "#f1f5f6", "#17232b"),
    ("filet", "#d3dde1", "#31424d"),
    ("champ", "#5f717c", "#8fa3ae"),
    ("encre", "#14212a", "#e9eff2"),
    ("encre-2", "#475863", "#b1c0c8"),
    ("ardoise", "#1b3848", "#142a37"),
    ("ardoise-2", "#26495b", "#1c3949"),
    ("ardoise-3", "#3d6478", "#54809a"),
    ("sur-ardoise", "#ffffff", "#ffffff"),
    ("sur-ardoise-2", "#cfe0e8", "#c3d6df"),
    ("lien", "#0a5f52", "#7ad7c4"),
    ("action", "#0a6657", "#7ad7c4"),
    ("action-2", "#074a3f", "#a6e8da"),
    ("sur-action", "#ffffff", "#0b1a17"),
    ("action-fond", "#e2f1ee", "#12302b"),
    ("laiton", "#ffc933", "#ffc933"),
    ("sur-laiton", "#14212a", "#14212a"),
    ("jalon", "#14212a", "#ffc933"),
    ("erreur", "#a3261b", "#ff9d90"),
    ("erreur-fond", "#fcecea", "#331713"),
    ("attente", "#7a4b00", "#ffcf70"),
    ("alerte", "#c2641a", "#ff9f5a"),
    ("attente-fond", "#fff3d6", "#2f2410"),
];

const PAIRS: &[(&str, &str, f64)] = &[
    ("encre", "fond", 4.5),
    ("encre", "surface", 4.5),
    ("encre-2", "fond", 4.5),
    ("encre-2", "surface", 4.5),
    ("lien", "fond", 4.5),
    ("lien", "surface", 4.5),
    ("lien", "action-fond", 4.5),
    ("sur-action", "action", 4.5),
    ("sur-action", "action-2", 4.5),
    ("sur-ardoise", "ardoise", 4.5),
    ("sur-ardoise-2", "ardoise", 4.5),
    ("sur-laiton", "laiton", 4.5),
    ("erreur", "fond", 4.5),
    ("erreur", "erreur-fond", 4.5),
    ("attente", "attente-fond", 4.5),
    ("champ", "fond", 3.0),
    ("champ", "surface", 3.0),
    ("ardoise-3", "fond", 3.0),
    ("jalon", "fond", 3.0),
    ("action", "fond", 3.0),
    ("alerte", "fond", 3.0),
];

/// Relative luminance of WCAG 2.2, from 0 (black) to 1 (white).
fn luminance(rgb: [u8; 3]) -> f64 {
    let linear = rgb.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// Contrast ratio of WCAG 2.2, from 1 to 21.
pub fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (x, y) = (luminance(a), luminance(b));
    (x.max(y) + 0.05) / (x.min(y) + 0.05)
}

/// `#rrggbb` or `#rgb`.
fn colour(value: &str) -> Option<[u8; 3]> {
    let hex = value.strip_prefix('#')?;
    let digit = |at: usize| hex.get(at..=at).and_then(|d| u8::from_str_radix(d, 16).ok());
    match hex.len() {
        3 => Some([digit(0)? * 17, digit(1)? * 17, digit(2)? * 17]),
        6 => Some([digit(0)? * 16 + digit(1)?, digit(2)? * 16 + digit(3)?, digit(4)? * 16 + digit(5)?]),
        _ => None,
    }
}

impl Theme {
    /// Refuses an unknown token, a value that is not a colour, and a pair under its least contrast, in light and in dark.
    pub fn check(&self) -> Result<(), Vec<ThemeError>> {
        let mut faults = Vec::new();
        for (token, value) in self.light.iter().chain(&self.dark) {
            if !TOKENS.iter().any(|(known, ..)| known == token) {
                faults.push(ThemeError::UnknownToken { token: token.clone() });
            } else if colour(value).is_none() {
                faults.push(ThemeError::NotAColour { token: token.clone(), value: value.clone() });
            }
        }
        if faults.is_empty() {
            for (mode, dark) in [("clair", false), ("sombre", true)] {
                faults.extend(PAIRS.iter().filter_map(|&(ink, paper, least)| {
                    let found = contrast(self.value(ink, dark)?, self.value(paper, dark)?);
                    (found < least).then_some(ThemeError::TooFaint { ink, paper, mode, found, least })
                }));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// In the sheet, the dark block comes after the light one, so the dark default wins over the commune's light value.
    fn value(&self, token: &str, dark: bool) -> Option<[u8; 3]> {
        let (_, light_default, dark_default) = TOKENS.iter().find(|(known, ..)| *known == token)?;
        let own = if dark { self.dark.get(token) } else { self.light.get(token) };
        colour(own.map_or(if dark { dark_default } else { light_default }, String::as_str))
    }

    pub fn is_empty(&self) -> bool {
        self.light.is_empty() && self.dark.is_empty()
    }

    /// The sheet served as `/theme-<hash>.css`: tokens only.
    pub fn css(&self) -> String {
        let block = |tokens: &BTreeMap<String, String>| {
            tokens.iter().fold(String::new(), |mut css, (token, value)| {
                let _ = write!(css, "--{token}:{value};");
                css
            })
        };
        // Unlayered rules would win over the sheet's layers whatever their order; the same layer name keeps the order of the two files.
        format!(
            "@layer base{{:root{{{}}}@media (prefers-color-scheme:dark){{:root{{{}}}}}}}.tour-e,.fleche{{fill:var(--ardoise-3)}}\n",
            block(&self.light),
            block(&self.dark)
        )
    }

    /// First 16 hexadecimal digits of the sheet's SHA-256.
    pub fn hash(&self) -> String {
        Sha256::digest(self.css().as_bytes()).iter().take(8).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheets_own_colours_can_be_read() {
        assert_eq!(Theme::default().check(), Ok(()));
    }

    #[test]
    fn a_pair_under_its_contrast_is_refused_with_its_figure() {
        let theme =
            Theme { light: [("lien".to_owned(), "#88aaff".to_owned())].into(), dark: BTreeMap::new() };
        let faults = theme.check().expect_err("pale blue on white cannot be read");
        assert!(
            faults
                .iter()
                .any(|fault| matches!(fault, ThemeError::TooFaint { ink: "lien", paper: "fond", .. }))
        );
    }

    #[test]
    fn a_value_cannot_break_out_of_the_sheet() {
        let theme = Theme {
            light: [("lien".to_owned(), "red}body{display:none".to_owned())].into(),
            dark: BTreeMap::new(),
        };
        assert!(matches!(theme.check().expect_err("not a colour")[0], ThemeError::NotAColour { .. }));
    }

    #[test]
    fn black_on_white_is_twenty_one_to_one() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    }
}
