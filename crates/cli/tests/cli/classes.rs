//! `show` and `matrix` of a pack whose attributes are of every kind.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::run_in;

const SCHEMA: &str = r#"entity Role enum ["Clerk", "Boss"];
entity Team;
entity User in [Role, Team] {
  department?: String,
  limit?: Long,
  regions: Set<String>,
};
entity Status enum ["open", "closed", "lost"];
entity Claim {
  status: Status,
  owner?: User,
  team?: Team,
  teams: Set<Team>,
  amount: Long,
  budget?: Long,
  rate: decimal,
  filed: datetime,
  age?: duration,
  region: String,
  file?: String,
  labels: Set<String>,
  urgent: Bool,
  origin: ipaddr,
};
action view appliesTo {
  principal: User,
  resource: Claim,
  context: { now: datetime },
};
"#;

const CONDITIONS: [&str; 34] = [
    r#"resource.amount <= 5000"#,
    r#"resource.amount > 60 && resource.amount < 100"#,
    r#"resource.amount == 7"#,
    r#"resource.amount != 7"#,
    r#"resource has budget && resource.amount > resource.budget"#,
    r#"principal has limit && resource.amount <= principal.limit"#,
    r#"principal has limit && principal.limit >= 100"#,
    r#"principal has department && principal.department == "Finance""#,
    r#"resource.rate.lessThanOrEqual(decimal("1.5"))"#,
    r#"resource.filed < datetime("2026-04-01") && resource.filed >= datetime("2026-01-01")"#,
    r#"context.now > datetime("2026-04-01T12:00:00Z")"#,
    r#"resource has age && resource.age >= duration("2d")"#,
    r#"["IT", "FR"].contains(resource.region)"#,
    r#"!["IT", "FR"].contains(resource.region)"#,
    r#"principal.regions.contains(resource.region)"#,
    r#"resource has file && (resource.file like "*.pdf" || resource.file == "scan")"#,
    r#"resource has file && resource.file like "*.pdf" && resource.file != "x.pdf""#,
    r#"!(resource has file && (resource.file like "*.pdf" || resource.file like "a\**"))"#,
    r#"resource.labels.contains("disputed") && !resource.labels.contains("late")"#,
    r#"resource.labels.containsAny(principal.regions)"#,
    r#"principal in Team::"x""#,
    r#"resource has team && principal in resource.team"#,
    r#"principal in resource.teams"#,
    "resource has owner && resource.owner has department && principal has department && \
     resource.owner.department == principal.department",
    r#"!(resource has owner && resource.owner == principal)"#,
    r#"principal == User::"ann" || resource == Claim::"c1""#,
    r#"resource.status != Status::"lost" && resource.urgent"#,
    "resource.origin.isInRange(ip(\"10.0.0.0/8\")) && \
     !resource.origin.isInRange(ip(\"10.1.2.3/16\"))",
    r#"!resource.origin.isInRange(ip("10.0.0.0/8"))"#,
    r#"[ip("192.0.2.1"), ip("0:0::1")].contains(resource.origin)"#,
    r#"resource.origin != ip("192.0.2.1")"#,
    r#"resource.origin.isIpv4() && resource.origin != ip("192.0.2.1")"#,
    r#"resource.origin.isLoopback() || resource.origin == ip("192.0.2.1")"#,
    r#"resource.origin.isIpv6() && !resource.origin.isMulticast()"#,
];

/// A pack with a policy for each condition.
fn pack(folder: &std::path::Path, name: &str, conditions: &[String]) {
    let pack = folder.join(name);
    fs::create_dir(&pack).unwrap();
    fs::write(pack.join("schema.cedarschema"), SCHEMA).unwrap();
    let mut policies = String::new();
    for (index, condition) in conditions.iter().enumerate() {
        let head = "permit (principal, action == Action::\"view\", resource)";
        writeln!(policies, "@id(\"p{index:03}\")\n{head}\nwhen {{ {condition} }};").unwrap();
    }
    fs::write(pack.join("policies.cedar"), policies).unwrap();
    fs::write(pack.join("surface.toml"), "[used_elsewhere]\nview = \"A test.\"\n").unwrap();
    let roles =
        "[roles.Clerk]\ngroups = [\"Role::Clerk\"]\n\n[facts]\nlimit = \"personal limit\"\n";
    fs::write(pack.join("roles.toml"), roles).unwrap();
}

fn shown(folder: &std::path::Path, name: &str) -> Vec<(String, String)> {
    let run = run_in(folder, &["show", name, "--json"]);
    assert_eq!(run.status, 0, "{}", run.json()["errors"][0]);
    let of = |clause: &Value, key: &str| clause[key].as_str().unwrap().to_owned();
    let shown = run.json();
    let permits = shown["actions"][0]["on"][0]["permits"].as_array().unwrap();
    permits.iter().map(|clause| (of(clause, "words"), of(clause, "cedar"))).collect()
}

#[test]
fn clauses_are_said_and_compile_to_themselves() {
    let temp = tempfile::tempdir().unwrap();
    pack(temp.path(), "first", &CONDITIONS.map(str::to_owned));
    let first = shown(temp.path(), "first");
    let conditions: Vec<String> =
        first.iter().map(|(_, cedar)| cedar.replace("_::", "Status::")).collect();
    pack(temp.path(), "again", &conditions);
    assert_eq!(shown(temp.path(), "again"), first);

    let words: Vec<&str> = first.iter().map(|(words, _)| &words[..]).collect();
    for said in [
        "amount is at most 5000",
        "amount is more than 60 and less than 100",
        "amount is 7",
        "amount is not 7",
        "amount is more than budget",
        "amount is at most the principal's personal limit",
        "the principal's personal limit is at least 100",
        "the principal's department is Finance",
        "rate is at most 1.5",
        "filed is no earlier than 2026-01-01 and before 2026-04-01",
        "context.now is after 2026-04-01T12:00:00Z",
        "age is at least 2d",
        "region is FR or IT",
        "region is none of FR, IT",
        "the principal's regions contains region",
        "file is scan or like *.pdf",
        "file is like *.pdf and not x.pdf",
        "file is neither like *.pdf nor like a\\** or file is absent",
        "labels contains disputed, and labels does not contain late",
        "labels and the principal's regions have something in common",
        "the principal's `in` contains Team::x",
        "the principal's `in` contains team",
        "teams and the principal's `in` have something in common",
        "owner.department is the principal's department",
        "owner is not the principal or owner is absent",
        "the principal is ann",
        "the record is c1",
        "status is not lost, and urgent is true",
        "origin is in 10.0.0.0/8 and not in 10.1.0.0/16",
        "origin is not in 10.0.0.0/8",
        "origin is 192.0.2.1 or ::1",
        "origin is not 192.0.2.1",
        "origin is IPv4 and not 192.0.2.1",
        "origin is in 127.0.0.0/8, 192.0.2.1 or ::1",
        "origin is IPv6 and not in ff00::/8",
    ] {
        assert!(words.contains(&said), "{said}: {words:#?}");
    }
}

#[test]
fn conditions_on_the_user_and_the_context_are_part_of_a_cell() {
    let temp = tempfile::tempdir().unwrap();
    let conditions = [
        r#"principal in Role::"Clerk" && principal has limit && principal.limit >= 10000"#,
        r#"principal in Role::"Clerk" && context.now < datetime("2026-04-01")"#,
    ];
    pack(temp.path(), "claims", &conditions.map(str::to_owned));
    let matrix = run_in(temp.path(), &["matrix", "claims", "--json"]).json();
    let cells = &matrix["actions"][0]["cells"];
    assert_eq!(cells[0]["scope"], "never");
    let when = "the user's personal limit is from 10,000, or context.now is before 2026-04-01";
    assert_eq!(cells[1]["when"], when);
}
