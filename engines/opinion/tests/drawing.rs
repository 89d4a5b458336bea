//! The drawing shows what may be shown, in shapes, letters and words, and is well-formed.

use beffroi_opinion::svg::{Captions, Row, draw};
use beffroi_opinion::{Conversation, Map, Statement, Vote};

/// Forty people in two camps over eight statements; on a ninth the first camp is divided and the second passes.
fn camps() -> Conversation {
    let vote = |person: u64, statement: u64| {
        let vote = match (person < 22, statement) {
            (true, 8) => [Vote::Agree, Vote::Disagree][usize::from(person.is_multiple_of(2))],
            (false, 8) => Vote::Pass,
            (true, _) => Vote::Agree,
            (false, _) => Vote::Disagree,
        };
        (person, statement, vote)
    };
    let votes = (0..40).flat_map(|person| (0..9).map(move |statement| vote(person, statement)));
    Conversation::new([], (0..9).map(Statement::numbered), votes).expect("sound")
}

fn captions() -> Captions {
    let row = |group: usize| Row {
        group: Some(group),
        name: format!("Groupe {group}"),
        statements: vec!["<b>Plus d’arbres</b> & vite".to_owned()],
        ..Row::default()
    };
    Captions {
        lang: "fr".to_owned(),
        title: "Carte".to_owned(),
        description: "Deux groupes".to_owned(),
        rows: vec![row(0), row(1)],
        ..Captions::default()
    }
}

/// Panics unless tags are balanced and every `&` begins an entity.
fn assert_well_formed(svg: &str) {
    let mut open = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a closed tag");
        for after in text.split('&').skip(1) {
            assert!(
                ["amp;", "lt;", "gt;", "quot;"].iter().any(|entity| after.starts_with(entity)),
                "{after}"
            );
        }
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).expect("a name");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty());
}

#[test]
fn groups_have_shapes_letters_and_a_table() {
    let conversation = camps();
    let map = Map::of(&conversation);
    assert_eq!(map.verdict().shown_k(), 2);
    let svg = draw(&map, &captions());
    assert_well_formed(&svg);
    assert_eq!(svg.matches("<circle class=\"mark g0\"").count(), 22 + 1);
    assert_eq!(svg.matches("<path class=\"mark g1\"").count(), 18 + 1);
    for part in [">A</text>", ">B</text>", "<title id=", "<desc id=", "role=\"table\"", "role=\"rowheader\""]
    {
        assert!(svg.contains(part), "{part}");
    }
    assert!(svg.contains("prefers-color-scheme: dark"));
    assert!(svg.contains("&lt;b&gt;Plus"));
}

#[test]
fn fewer_than_thirty_people_get_no_place_on_the_drawing() {
    let all = camps();
    let few = all.votes().filter(|(person, ..)| person % 4 != 0 && *person < 38);
    let few = Conversation::new([], all.statements().to_vec(), few).expect("sound");
    let svg = draw(&Map::of(&few), &Captions { rows: Vec::new(), ..captions() });
    assert_well_formed(&svg);
    assert!(!svg.contains("class=\"mark"));
}

#[test]
fn the_order_of_the_marks_says_nothing_of_the_numbers() {
    let conversation = camps();
    let turned = conversation.votes().map(|(person, statement, vote)| (1000 - person, statement, vote));
    let turned = Conversation::new([], conversation.statements().to_vec(), turned).expect("sound");
    assert_eq!(draw(&Map::of(&conversation), &captions()), draw(&Map::of(&turned), &captions()));
}
