//! What the compiler says to write instead of what it refuses compiles: the expressions of each
//! help are tried as they stand, on a schema that has their names, and where a help says it in
//! words, what it tells to do is done.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::json;
use tollgate_compiler::{Report, Sources, compile};

const SCHEMA: &str = r#"
entity Status enum ["A", "B"];
entity Team, Folder;
entity Project { owner: User };
entity User in [Team] {
  name: String, level: Long, least: Long, skills: Set<String>, projects: Set<Project>,
  home: ipaddr, handle: String, team: Team,
};
entity Doc in [Folder, Project] {
  flag: Bool, size: Long, spent: Long, limit: Long, name: String, other: String, due: datetime,
  status: Status, owner: User, team: Team, members: Set<User>, viewers: Set<User>,
  labels: Set<String>, others: Set<String>, needs: Set<String>, skill: String, project: Project,
  sizes: Set<Long>, lines: Set<{ part: String }>,
  meta: { level: Long }, address: ipaddr, host: String, folder: Folder,
} tags String;
action view appliesTo { principal: User, resource: Doc, context: {
  now: datetime, later: datetime, from: ipaddr, host: String, label: String, flag: Bool,
  labels: Set<String>,
} };
"#;

/// What the host works out.
const FLAG: &str = "resource.flag";

/// What is refused, and where the help says in words what to do, that.
const REFUSED: [(&str, Option<&str>); 41] = [
    ("resource.spent + 1 > resource.limit", Some(FLAG)),
    ("resource.spent - resource.limit > 0", Some(FLAG)),
    ("resource.spent * 2 < resource.limit", Some(FLAG)),
    ("-resource.spent < 5", Some(FLAG)),
    ("resource.hasTag(\"x\")", Some(FLAG)),
    ("resource.hasTag(\"x\") && resource.getTag(\"x\") == \"y\"", Some(FLAG)),
    ("resource.meta == {level: 1}", Some(FLAG)),
    ("{level: 1}.level == resource.size", Some(FLAG)),
    ("resource.labels.isEmpty()", Some(FLAG)),
    ("resource.due.offset(duration(\"1d\")) < context.now", Some(FLAG)),
    ("context.now.toTime() < duration(\"8h\")", Some(FLAG)),
    ("context.now.toDate() == datetime(\"2026-01-01\")", Some(FLAG)),
    ("context.now.durationSince(resource.due) < duration(\"1d\")", Some(FLAG)),
    ("context.now < context.later", Some(FLAG)),
    ("resource.owner is User && resource.owner == principal", Some("resource.owner == principal")),
    ("principal.level >= principal.least", Some("principal.level >= 1")),
    ("principal.name == principal.handle", Some("principal.name == \"yes\"")),
    ("resource.address == context.from", Some("resource.host == context.host")),
    ("resource.owner == User::\"root\"", None),
    ("resource.project == Project::\"p\"", None),
    ("resource.needs.containsAll(principal.skills)", None),
    ("resource.labels.containsAll(resource.others)", Some(FLAG)),
    ("resource.labels.contains(resource.skill)", Some(FLAG)),
    ("[\"a\", \"b\"].containsAll(resource.labels)", Some(FLAG)),
    ("resource.labels == [\"a\"]", Some(FLAG)),
    ("context.labels.contains(context.label)", Some("context.flag")),
    ("principal.skills.contains(principal.name)", Some("principal.name == \"yes\"")),
    ("resource.sizes.contains(7)", None),
    ("resource.lines.contains({part: \"x\"})", Some(FLAG)),
    ("resource.sizes.containsAny([1, 2])", None),
    ("[resource.skill, \"x\"].contains(principal.name)", None),
    ("resource.labels.containsAny([resource.skill])", None),
    ("resource.project in principal.projects", None),
    ("resource.folder in Folder::\"x\"", Some(FLAG)),
    ("principal.team in Team::\"core\"", Some(FLAG)),
    ("resource.folder in [Folder::\"x\", Folder::\"y\"]", Some(FLAG)),
    ("resource.team in resource.folder", None),
    ("context.from.isInRange(principal.home)", None),
    ("principal in resource.project", None),
    ("resource in resource.owner", None),
    ("principal in [principal, resource.owner]", None),
];

fn compiled(condition: &str) -> Result<(), Report> {
    let policy = format!(
        "@id(\"p\") @reason(\"r\") permit (principal, action, resource) when {{ {condition} }};\n"
    );
    let files = [("schema.cedarschema", SCHEMA), ("a.cedar", &policy)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    compile(&Sources { name: "remedies".to_owned(), files: files.into() }).map(|_| ())
}

/// The expressions of a help: what it quotes and is one.
fn expressions(help: &str) -> Vec<&str> {
    let quoted = help.split('`').skip(1).step_by(2);
    quoted.filter(|it| it.contains(' ') || it.contains('(')).collect()
}

#[test]
fn what_is_to_be_written_instead_compiles() {
    let (mut done, mut tried, mut wrong) = (0, 0, Vec::new());
    for (refused, told) in REFUSED {
        let Err(report) = compiled(refused) else {
            wrong.push(format!("{refused} compiles"));
            continue;
        };
        let error = &report.errors[0];
        let help = error.help().map(|it| it.to_string()).unwrap_or_default();
        println!("{refused}\n  {error}\n  {help}");
        let quoted = expressions(&help);
        if error.code() != "policy::unsupported" || told.is_none() && quoted.is_empty() {
            wrong.push(format!("{refused}: {error}: {help}"));
        }
        for remedy in quoted.iter().copied().chain(told) {
            if let Err(report) = compiled(remedy) {
                wrong.push(format!("{refused}: {remedy}: {report}"));
            }
            tried += 1;
        }
        done += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{tried} remedies of {done} refused conditions compile");
    assert!(tried > done);
}

#[test]
fn what_is_refused_is_told_beside_what_cedar_refuses() {
    let told = |condition: &str| {
        let errors = compiled(condition).unwrap_err().errors;
        let of_packs = errors.iter().filter(|it| it.code() == "policy::unsupported");
        let messages: Vec<String> = of_packs.map(ToString::to_string).collect();
        (messages, errors.iter().any(|it| it.code() == "cedar::validation"))
    };
    for (refused, _) in REFUSED {
        let (alone, _) = told(refused);
        // An attribute that there is not, before it.
        let (beside, of_cedar) = told(&format!("resource.zqx == 1 || ({refused})"));
        assert!(of_cedar && beside == alone && !alone.is_empty(), "{refused}: {beside:?}");
    }
    println!("{} are told beside a mistake that Cedar tells", REFUSED.len());
}

#[test]
fn patterns_that_double_the_kinds_of_a_text_are_counted() {
    let words = "rm,dd,curl,wget,sudo,mkfs,chmod,chown,git push,drop table,helm,kubectl".split(',');
    let like: Vec<String> = words.map(|word| format!("context.label like \"*{word}*\"")).collect();
    let report = compiled(&like.join(" && ")).unwrap_err();
    assert_eq!(report.errors[0].code(), "policy::too_many_classes");
    let help = report.errors[0].help().unwrap().to_string();
    assert!(help.starts_with("12 of its patterns have a star at both ends"), "{help}");
    assert!(help.contains("in one `||`"), "{help}");
    assert!(compiled(&like.join(" || ")).is_ok() && compiled("context.flag").is_ok());
}

#[test]
fn who_a_record_names_by_an_id_is_an_entity_instead() {
    let pack = |author: &str, condition: &str| {
        let schema = format!(
            "entity User {{ id: String }};\nentity Post {{ author: {author} }};\n\
             action edit appliesTo {{ principal: User, resource: Post }};\n",
        );
        let policy = format!("permit (principal, action, resource) when {{ {condition} }};\n");
        let files = [("schema.cedarschema".to_owned(), schema), ("a.cedar".to_owned(), policy)];
        compile(&Sources { name: "remedies".to_owned(), files: files.into() }).map(|it| it.json)
    };
    let report = pack("String", "resource.author == principal.id").unwrap_err();
    assert_eq!(report.errors[0].code(), "policy::reserved_attribute");
    let help = report.errors[0].help().unwrap().to_string();
    assert!(help.contains("`owner: User`") && help.contains("`resource.owner == principal`"));
    let json = pack("User", "resource.author == principal").unwrap();
    // What was handed in to the one is handed in to the other.
    let gate = tollgate::Policy::from_json(&json).unwrap().gate(&json!({ "id": "ann" })).unwrap();
    for (author, allowed) in [("ann", true), ("bob", false)] {
        let post = json!({ "type": "Post", "author": author });
        assert_eq!(gate.can("edit", &post), Ok(allowed));
    }
}
