//! A whole election from the command line, as a small association would run it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own, removed at the end.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("beffroi-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn run(&self, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
        command.current_dir(&self.0).arg("election").args(arguments.split_whitespace()).output().unwrap()
    }

    /// Runs a command that must succeed; gives what it printed.
    fn done(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must be refused; gives why.
    fn refused(&self, arguments: &str, code: i32) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments}");
        String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap()
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.0.join(name), content).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const TEMPLATE: &str = r#"{ "name": "Conseil", "description": "Une élection d’essai.", "questions": [
  { "question": "Un banc ?", "answers": ["Oui", "Non"], "blank": true, "min": 1, "max": 1 } ] }"#;

/// Seals an election of two voters and one trustee: (uuid, key file, codes by voter).
fn sealed(desk: &Desk) -> (String, String, Vec<String>) {
    desk.write("voters.txt", "ada@example.org,ada\nbob@example.org,bob\n");
    desk.write("template.json", TEMPLATE);
    let uuid = desk.done("credentials --voters voters.txt").lines().next().unwrap().to_owned();
    let key = desk.done("trustee single --name Gardienne").lines().next().unwrap().to_owned();
    let public = Path::new(&key).with_extension("pubkey");
    desk.done(&format!(
        "create --template template.json --credentials {uuid}.pubcreds --pubkeys {}",
        public.display()
    ));
    let text = fs::read_to_string(desk.path(&format!("{uuid}.privcreds"))).unwrap();
    let codes: serde_json::Value = serde_json::from_str(&text).unwrap();
    let codes = ["ada", "bob"].map(|login| codes[login].as_str().unwrap().to_owned());
    (uuid, key, codes.to_vec())
}

#[test]
fn a_whole_election_is_run_and_verified() {
    let desk = Desk::new("whole");
    let (uuid, key, codes) = sealed(&desk);
    desk.write("oui.json", "[[0, 1, 0]]");
    desk.write("blanc.json", "[[1, 0, 0]]");
    for (code, choice) in [(&codes[0], "oui"), (&codes[1], "oui"), (&codes[0], "blanc")] {
        desk.write("code", code);
        let said = desk.done(&format!("vote {uuid}.bel --code code --choice {choice}.json"));
        assert!(said.starts_with("Vote enregistré. Numéro de suivi\u{a0}: "), "{said}");
    }
    fs::copy(desk.path(&format!("{uuid}.bel")), desk.path("older.bel")).unwrap();
    let early = desk.refused(&format!("decrypt {uuid}.bel --trustee 1 --key {key}"), 1);
    assert!(early.contains("ne peut pas venir maintenant"), "{early}");
    assert!(desk.done(&format!("tally {uuid}.bel")).contains("2 bulletins comptés"));
    let late = desk.refused(&format!("vote {uuid}.bel --code code --choice oui.json"), 1);
    assert!(late.contains("l’urne est close"), "{late}");
    desk.done(&format!("decrypt {uuid}.bel --trustee 1 --key {key}"));
    desk.refused(&format!("decrypt {uuid}.bel --trustee 1 --key {key}"), 1);
    assert!(desk.done(&format!("finish {uuid}.bel")).contains(r#"{"result":[[1,1,0]]}"#));
    assert!(desk.done(&format!("count {uuid}.bel")).contains("1  (vote blanc)"));

    let said = desk.done(&format!("verify {uuid}.bel --since older.bel"));
    assert!(said.contains("Tout ce que contient cette archive est valable"), "{said}");
    assert!(said.contains("3 bulletins déjà vérifiés"), "{said}");
    let json = desk.done(&format!("verify {uuid}.bel --json"));
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["valid"], true);
    assert_eq!(report["counted"], 2);
    assert!(report["checks"].as_array().unwrap().iter().all(|check| check["seconds"].is_f64()));
    assert_eq!(report["result"]["result"][0], serde_json::json!([1, 1, 0]));
}

#[test]
fn the_exit_code_tells_valid_from_wrong_and_unreadable() {
    let desk = Desk::new("codes");
    let (uuid, ..) = sealed(&desk);
    let archive = desk.path(&format!("{uuid}.bel"));
    desk.done(&format!("verify {uuid}.bel --lang en"));
    let mut bytes = fs::read(&archive).unwrap();
    let place = bytes.len() - 600;
    bytes[place] ^= 1;
    fs::write(desk.path("wrong.bel"), bytes).unwrap();
    let said = desk.refused("verify wrong.bel --lang en", 1);
    assert!(said.contains("This archive is NOT valid"), "{said}");
    desk.write("text.bel", "This is no archive.");
    let said = desk.refused("verify text.bel", 2);
    assert!(said.contains("ne commence pas par une pièce BELENIOS"), "{said}");
    desk.refused("verify missing.bel", 2);
}

#[test]
fn files_are_never_overwritten_and_private_ones_stay_private() {
    let desk = Desk::new("files");
    let (uuid, key, _) = sealed(&desk);
    let before = fs::read(desk.path(&format!("{uuid}.privcreds"))).unwrap();
    let said = desk.refused(&format!("credentials --voters voters.txt --uuid {uuid}"), 1);
    assert!(said.contains("existe déjà"), "{said}");
    assert_eq!(fs::read(desk.path(&format!("{uuid}.privcreds"))).unwrap(), before);
    #[cfg(unix)]
    for private in [format!("{uuid}.privcreds"), key] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(desk.path(&private)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{private}");
    }
    let partial =
        fs::read_dir(&desk.0).unwrap().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    assert!(!partial.into_iter().any(|name| name.ends_with(".partial")));
}

#[test]
fn a_wrong_code_or_vote_is_told_in_words() {
    let desk = Desk::new("words");
    let (uuid, _, codes) = sealed(&desk);
    desk.write("vote.json", "[[0,1,1]]");
    desk.write("code", &codes[0]);
    let said = desk.refused(&format!("vote {uuid}.bel --code code --choice vote.json"), 1);
    assert!(said.contains("trop ou trop peu de réponses choisies"), "{said}");
    desk.write("code", "AAAAA-AAAAAA-AAAAA-AAAAAA");
    let said = desk.refused(&format!("vote {uuid}.bel --code code --choice vote.json"), 1);
    assert!(said.contains("n’appartient à aucun votant"), "{said}");
    desk.write("code", "AAAAA");
    let said = desk.refused(&format!("vote {uuid}.bel --code code --choice vote.json --lang en"), 1);
    assert!(said.contains("does not have its form"), "{said}");
}

#[test]
fn what_came_since_is_verified_after_an_older_archive_or_a_receipt() {
    let desk = Desk::new("since");
    let (uuid, _, codes) = sealed(&desk);
    let archive = format!("{uuid}.bel");
    desk.write("oui.json", "[[0, 1, 0]]");
    let vote = |code: &str| {
        desk.write("code", code);
        desk.done(&format!("vote {archive} --code code --choice oui.json"));
    };
    vote(&codes[0]);
    desk.done(&format!("verify {archive} --receipt first.receipt"));
    fs::copy(desk.path(&archive), desk.path("older.bel")).unwrap();
    let said = desk.refused(&format!("verify {archive} --receipt first.receipt"), 2);
    assert!(said.contains("existe déjà"), "{said}");
    vote(&codes[1]);
    let said = desk.done(&format!("verify {archive} --since older.bel"));
    assert!(said.contains("1 bulletin déjà vérifié") && said.contains("Tout ce que contient"), "{said}");
    let said = desk.done(&format!("verify {archive} --since first.receipt --receipt second.receipt"));
    assert!(said.contains("Tout ce qui suit le reçu est valable"), "{said}");
    let said = desk.done(&format!("verify {archive} --since second.receipt --lang en"));
    assert!(said.contains("2 ballots were verified before"), "{said}");
    // The receipt of another election, a damaged one, and an archive that lost its last ballot.
    let said = desk.refused("verify older.bel --since second.receipt", 1);
    assert!(said.contains("n’est pas un début de celle-ci"), "{said}");
    let damaged =
        fs::read_to_string(desk.path("first.receipt")).unwrap().replacen("\"size\":", "\"size\":1", 1);
    desk.write("damaged.receipt", &damaged);
    let said = desk.refused(&format!("verify {archive} --since damaged.receipt"), 2);
    assert!(said.contains("n’a pas le contenu attendu"), "{said}");
    desk.done(&format!("tally {archive}"));
    let closed = desk.refused(&format!("verify {archive} --since second.receipt --receipt third.receipt"), 0);
    assert!(closed.contains("L’urne est close") && !desk.path("third.receipt").exists(), "{closed}");
}

#[test]
fn votes_cast_at_the_same_time_are_all_kept() {
    let desk = Desk::new("together");
    let (uuid, _, codes) = sealed(&desk);
    desk.write("oui.json", "[[0, 1, 0]]");
    for (name, code) in [("code0", &codes[0]), ("code1", &codes[1])] {
        desk.write(name, code);
    }
    std::thread::scope(|scope| {
        for i in 0..6 {
            let (desk, vote) = (&desk, format!("vote {uuid}.bel --code code{} --choice oui.json", i % 2));
            scope.spawn(move || desk.done(&vote));
        }
    });
    let json: serde_json::Value =
        serde_json::from_str(&desk.done(&format!("verify {uuid}.bel --json"))).unwrap();
    assert_eq!((&json["valid"], &json["ballots"]), (&true.into(), &6.into()));
}

#[test]
fn a_mistake_in_a_list_or_a_template_is_told_with_its_place() {
    let desk = Desk::new("mistakes");
    let list = |content: &str| {
        desk.write("voters.txt", content);
        desk.refused("credentials --voters voters.txt", 1)
    };
    assert!(list("ada@example.org\n\nbob@example.org,bob,1,2\n").contains("ligne 3"));
    assert!(list("ada@example.org,,0\n").contains("au moins 1"));
    assert!(list("ada@example.org\nada@example.org\n").contains("ligne 2, ce votant est déjà"));
    assert!(list("\n").contains("la liste est vide"));
    assert!(list("ada@example.org,,99999999999999\n").contains("la somme des poids"));
    let (uuid, key, _) = sealed(&desk);
    let create = |template: &str, more: &str| {
        desk.write("template.json", template);
        let public = Path::new(&key).with_extension("pubkey");
        let command =
            format!("create --template template.json --out out --pubkeys {} {more}", public.display());
        desk.refused(&command, 1)
    };
    fs::create_dir(desk.path("out")).unwrap();
    let credentials = format!("--credentials {uuid}.pubcreds");
    let max = TEMPLATE.replace("\"max\": 1", "\"max\": 3");
    assert!(create(&max, &credentials).contains("question 1, il faut min ≤ max"));
    let name = create(&TEMPLATE.replace("\"name\"", "\"nom\""), &credentials);
    assert!(name.contains("ligne 1, colonne") && name.contains("«\u{a0}nom\u{a0}» est inconnu"), "{name}");
    // A question of which a word is wrong must not be sealed without it.
    let blank = create(&TEMPLATE.replace("\"blank\"", "\"blanc\""), &credentials);
    assert!(blank.contains("question 1, le champ «\u{a0}blanc\u{a0}» est inconnu"), "{blank}");
    let max = create(&TEMPLATE.replace("\"max\": 1", "\"max\": \"1\""), &credentials);
    assert!(max.contains("question 1, une valeur n’est pas de la sorte attendue"), "{max}");
    assert!(
        create(TEMPLATE, "--credentials missing.pubcreds --uuid abcdefghijkmno").contains("n’existe pas")
    );
    let other = format!("{credentials} --uuid abcdefghijkmno");
    assert!(create(TEMPLATE, &other).contains("personne ne pourrait voter"));
    assert!(
        create(TEMPLATE, &format!("--group BELENIOS-2048 {credentials}"))
            .contains("n’a pas le contenu attendu")
    );
    assert_eq!(fs::read_dir(desk.path("out")).unwrap().count(), 0);
}

/// Three members of whom two decrypt: their files' names, without extension.
fn members(desk: &Desk) -> Vec<String> {
    let refused = desk.refused("trustee step1 --index 4 --threshold 2 --size 3", 1);
    assert!(refused.contains("1 ≤ numéro ≤ nombre"), "{refused}");
    (1..=3)
        .map(|index| desk.done(&format!("trustee step1 --index {index} --threshold 2 --size 3")))
        .map(|said| said.lines().next().unwrap().strip_suffix(".key").unwrap().to_owned())
        .collect()
}

#[test]
fn a_threshold_set_is_made_and_decrypts_though_somebody_errs_at_every_step() {
    let desk = Desk::new("threshold");
    let ids = members(&desk);
    let all = |extension: &str| ids.iter().map(|id| format!("{id}.{extension}")).collect::<Vec<_>>();
    let (certs, polynomials, outputs) = (all("cert"), all("polynomial"), all("voutput"));
    let set = |command: &str| format!("trustee {command} --certs {}", certs.join(" "));
    let in_another_order = format!("trustee step2 --certs {} {} {}", certs[1], certs[0], certs[2]);
    assert!(desk.refused(&in_another_order, 1).contains("certificat du gardien 1"));
    assert!(desk.refused(&format!("trustee step2 --certs {} {}", certs[0], certs[1]), 1).contains("gardien"));
    desk.done(&set("step2"));

    let stranger =
        desk.done("trustee step1 --index 1 --threshold 2 --size 3").lines().next().unwrap().to_owned();
    let said = desk.refused(&format!("{} --key {stranger}", set("step3")), 1);
    assert!(said.contains("n’appartient à aucun gardien"), "{said}");
    for id in &ids {
        desk.done(&format!("{} --key {id}.key", set("step3")));
    }
    assert!(desk.refused(&format!("{} --key {}.key", set("step3"), ids[0]), 1).contains("existe déjà"));
    let fewer = format!("{} --polynomials {} {}", set("step4"), polynomials[0], polynomials[1]);
    assert!(desk.refused(&fewer, 1).contains("autant de messages que de gardiens"));
    desk.done(&format!("{} --polynomials {}", set("step4"), polynomials.join(" ")));

    let of_another = format!("{} --key {}.key --input member2.vinput", set("step5"), ids[0]);
    assert!(desk.refused(&of_another, 1).contains("gardien"));
    for (number, id) in (1..).zip(&ids) {
        desk.done(&format!("{} --key {id}.key --input member{number}.vinput", set("step5")));
    }
    let assemble = |outputs: &[&String]| {
        let outputs: Vec<_> = outputs.iter().map(|output| output.as_str()).collect();
        format!("{} --polynomials {} --outputs {}", set("step6"), polynomials.join(" "), outputs.join(" "))
    };
    let swapped = desk.refused(&assemble(&[&outputs[1], &outputs[0], &outputs[2]]), 1);
    assert!(swapped.contains("n’est pas valable"), "{swapped}");
    desk.done(&assemble(&outputs.iter().collect::<Vec<_>>()));
    #[cfg(unix)]
    for private in all("key").into_iter().chain(all("dkey")) {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(desk.path(&private)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{private}");
    }
    decrypt_together(&desk, &ids);
}

/// The members' election, from the sealing to the result.
fn decrypt_together(desk: &Desk, ids: &[String]) {
    desk.write("voters.txt", "ada@example.org,ada\n");
    desk.write("template.json", TEMPLATE);
    let uuid = desk.done("credentials --voters voters.txt").lines().next().unwrap().to_owned();
    let create =
        format!("create --template template.json --credentials {uuid}.pubcreds --threshold threshold.json");
    desk.done(&create);
    assert!(desk.refused(&create, 1).contains("existe déjà"));
    let codes: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(desk.path(&format!("{uuid}.privcreds"))).unwrap()).unwrap();
    desk.write("code", codes["ada"].as_str().unwrap());
    desk.write("oui.json", "[[0, 1, 0]]");
    desk.done(&format!("vote {uuid}.bel --code code --choice oui.json --out ballot.json"));
    desk.write("other.json", "{}");
    let said = desk.refused(&format!("vote {uuid}.bel --ballot other.json"), 1);
    assert!(said.starts_with("Ce bulletin est refusé"), "{said}");
    desk.done(&format!("vote {uuid}.bel --ballot ballot.json"));
    assert!(desk.refused(&format!("vote {uuid}.bel --ballot ballot.json"), 1).contains("déjà dans l’urne"));
    assert!(desk.refused(&format!("finish {uuid}.bel"), 1).contains("l’urne est ouverte"));
    desk.done(&format!("tally {uuid}.bel"));
    assert!(
        desk.refused(&format!("shuffle {uuid}.bel --trustee 1"), 1).contains("aucune question à mélanger")
    );
    let decrypt = |number: usize, holder: usize| {
        let id = &ids[holder - 1];
        format!("decrypt {uuid}.bel --trustee {number} --key {id}.key --dkey {id}.dkey")
    };
    assert!(desk.refused(&decrypt(1, 2), 1).contains("n’est pas celle du gardien 1"));
    assert!(desk.refused(&decrypt(9, 1), 1).contains("pas de gardien 9"));
    let alone = format!("decrypt {uuid}.bel --trustee 1 --key {}.key", ids[0]);
    assert!(desk.refused(&alone, 1).contains("--dkey"));
    let mixed = format!("decrypt {uuid}.bel --trustee 1 --key {}.key --dkey {}.dkey", ids[0], ids[1]);
    assert!(desk.refused(&mixed, 1).contains("ne s’ouvre pas"));
    desk.done(&decrypt(3, 3));
    let few = desk.refused(&format!("finish {uuid}.bel"), 1);
    assert!(few.contains("des gardiens 1 à 3, il en faut 2, il y en a 1"), "{few}");
    assert!(desk.refused(&format!("count {uuid}.bel"), 1).contains("pas encore de résultat"));
    desk.done(&decrypt(1, 1));
    assert!(desk.done(&format!("finish {uuid}.bel")).contains(r#"{"result":[[0,1,0]]}"#));
    assert!(desk.refused(&format!("finish {uuid}.bel"), 1).contains("l’élection a son résultat"));
    assert!(
        desk.done(&format!("verify {uuid}.bel")).contains("Tout ce que contient cette archive est valable")
    );
}
