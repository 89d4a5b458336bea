//! A postal address as people keep it: the lines of an envelope below the name (« Rue des Tilleuls 14 bte 2 », « 4990 Hautval »), and read
//! back into the parts that a form asks. Boxes are written as bpost does; those kept once as « 14/2 » are read too.

use beffroi_forms::value::Value;

/// The lines of an answered address: street and number, then postcode and town; empty for any other answer.
pub(crate) fn lines(value: &Value) -> String {
    let Value::Parts(parts) = value else { return String::new() };
    let part = |name: &str| parts.get(name).map_or("", String::as_str).trim();
    let line =
        |parts: &[&str]| parts.iter().filter(|of| !of.is_empty()).copied().collect::<Vec<_>>().join(" ");
    let within = match part("box") {
        "" => String::new(),
        within => format!("bte {within}"),
    };
    let lines =
        [line(&[part("street"), part("number"), &within]), line(&[part("postcode"), part("municipality")])];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The parts of an address kept in lines.
pub(crate) fn parts(text: &str) -> Vec<(&'static str, String)> {
    let (first, second) = text.split_once('\n').unwrap_or((text, ""));
    let (road, within) = first.split_once(" bte ").unwrap_or((first, ""));
    let (street, number) = road
        .rsplit_once(' ')
        .filter(|(_, last)| last.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or((road, ""));
    let (number, within) = match number.split_once('/') {
        Some((number, old)) if within.is_empty() => (number, old),
        _ => (number, within),
    };
    let (postcode, town) = second.split_once(' ').unwrap_or(("", second));
    [("street", street), ("number", number), ("box", within), ("postcode", postcode), ("municipality", town)]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(part, text)| (part, text.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(parts: &[(&str, &str)]) -> Value {
        let id = |name: &str| beffroi_forms::Id::new(name).expect("a plain name");
        Value::Parts(parts.iter().map(|(name, text)| (id(name), (*text).to_owned())).collect())
    }

    #[test]
    fn an_address_is_written_as_on_an_envelope_and_read_as_it_was_kept() {
        let town = [("postcode", "4990"), ("municipality", "Hautval le Haut")];
        for (road, first) in [
            (
                &[("street", "Rue des Tilleuls"), ("number", "14"), ("box", "2")][..],
                "Rue des Tilleuls 14 bte 2",
            ),
            (&[("street", "Chemin Vert")], "Chemin Vert"),
            (&[("street", "Rue du 11 Novembre"), ("number", "3B")], "Rue du 11 Novembre 3B"),
        ] {
            let asked: Vec<_> = road.iter().chain(&town).copied().collect();
            let kept = lines(&value(&asked));
            assert_eq!(kept, format!("{first}\n4990 Hautval le Haut"));
            let read = parts(&kept);
            let read: Vec<(&str, &str)> = read.iter().map(|(part, text)| (*part, text.as_str())).collect();
            assert_eq!(read, asked, "{kept}");
        }
        assert_eq!(lines(&Value::Bool(true)), "");
    }

    #[test]
    fn a_box_kept_after_a_slash_is_read_as_a_box() {
        let read = parts("Rue de la Gare 27/3\n4999 Hautval");
        assert_eq!(read[1..3], [("number", "27".to_owned()), ("box", "3".to_owned())]);
    }
}
