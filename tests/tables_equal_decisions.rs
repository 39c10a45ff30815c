//! Tables, `require` and predicates answer as `can` does: on every record and for every action, and
//! a bad row fails alone.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::{PACKS, Pack};
use tollgate::{Error, ErrorCode, Gate, Refusal, RowError, Table, load_gate};

#[test]
fn a_table_answers_each_row_as_can_does() {
    for name in PACKS {
        let pack = Pack::load(name);
        let mut answers = 0;
        for (action, resource) in pack.questions() {
            for viewpoint in pack.viewpoints(&[&action], &resource) {
                let gate = viewpoint.gate(&pack);
                let asked = [action.as_str()];
                let table = gate.table(&viewpoint.records, Some(&asked)).unwrap();
                answers += compare(&gate, &table, &viewpoint.records, false);
            }
        }
        println!("{name}: {answers} answers of tables for one action");
        assert!(answers > 0);
    }
}

#[test]
fn a_table_of_all_actions_has_those_that_apply_and_a_bad_row_fails_alone() {
    for name in PACKS {
        let pack = Pack::load(name);
        let rows = rows(&pack);
        let mut answers = 0;
        for gate in gates(&pack) {
            let table = gate.table(&rows, None).unwrap();
            assert_eq!(table.actions(), applicable(&pack));
            answers += compare(&gate, &table, &rows, true);
            let names = pack.policy.actions();
            let table = gate.table(&rows, Some(&names)).unwrap();
            assert_eq!(table.actions(), names);
            answers += compare(&gate, &table, &rows, false);
            let error = gate.table(&rows, Some(&["noSuchAction"])).unwrap_err();
            assert_eq!(error.code(), ErrorCode::UnknownAction);
            for explain in [true, false] {
                let again = load_gate(&gate.snapshot(explain).to_string()).unwrap();
                let of = |table: Table| (table.columns().to_vec(), table.errors.clone());
                for actions in [None, Some(names.as_slice())] {
                    let own = gate.table(&rows, actions).unwrap();
                    assert_eq!(of(again.table(&rows, actions).unwrap()), of(own));
                }
            }
        }
        println!("{name}: {answers} answers of tables for all actions on {} rows", rows.len());
    }
}

/// Several times as many rows as are asked about at a time.
const MANY: usize = 9_001;

#[test]
fn prepared_rows_of_mixed_types_answer_as_each_record_does_however_many_there_are() {
    for name in PACKS {
        let pack = Pack::load(name);
        let distinct = rows(&pack);
        // A prime, so that every row is met, and types take turns.
        let order: Vec<usize> = (0..MANY).map(|at| at * 7919 % distinct.len()).collect();
        let many: Vec<&Value> = order.iter().map(|at| &distinct[*at]).collect();
        let names = pack.policy.actions();
        for gate in gates(&pack) {
            let few = gate.table(&distinct, Some(&names)).unwrap();
            compare(&gate, &few, &distinct, false);
            let table = gate.prepare_all(&many).table(Some(&names)).unwrap();
            for (column, few) in table.columns().iter().zip(few.columns()) {
                let expected: Vec<u8> = order.iter().map(|at| few[*at]).collect();
                assert!(*column == expected, "{name}");
            }
            let expected = order.iter().enumerate().flat_map(|(row, at)| {
                errors_of(&few, *at).into_iter().map(move |error| RowError { row, error })
            });
            assert!(table.errors.iter().cloned().eq(expected), "{name}");
        }
    }
}

#[test]
fn prepared_rows_of_one_type_answer_as_each_record_does_and_may_be_asked_again() {
    for name in PACKS {
        let pack = Pack::load(name);
        for resource in &pack.policy.bundle().types {
            let distinct = pack.records(&resource.name);
            let many: Vec<&Value> = distinct.iter().cycle().take(MANY).collect();
            let gate = &gates(&pack)[0];
            let rows = gate.prepare_all(&many);
            assert_eq!((rows.len(), rows.is_empty()), (MANY, false));
            for action in pack.policy.actions() {
                let table = rows.table(Some(&[action])).unwrap();
                let own: Vec<_> = distinct.iter().map(|row| gate.can(action, row)).collect();
                let expected: Vec<u8> =
                    own.iter().cycle().take(MANY).map(|own| u8::from(*own == Ok(true))).collect();
                assert!(table.column(action).unwrap() == expected, "{name} {action}");
                let bad = own.iter().cycle().take(MANY).filter(|own| own.is_err()).count();
                assert_eq!(table.errors.len(), bad, "{name} {action}");
            }
        }
    }
}

#[test]
fn a_missing_attribute_matters_only_to_actions_that_mention_it() {
    let gate =
        tollgate::packs::client_metrics().gate(&json!({"id": "me", "roles": ["Commercial"]}));
    let (gate, partial) = (gate.unwrap(), json!({"type": "Customer", "status": "ACTV"}));
    let rows = gate.prepare_all(&[&partial, &partial]);
    let table = rows.table(Some(&["viewCustomer", "editCustomer"])).unwrap();
    assert_eq!((table.columns(), table.errors.len()), (&[vec![1, 1], vec![1, 1]][..], 0));
    let table = rows.table(Some(&["viewCustomer", "activateCustomer"])).unwrap();
    assert_eq!(table.columns(), [[1, 1], [0, 0]]);
    let expected = gate.can("activateCustomer", &partial).unwrap_err();
    assert_eq!(expected.code(), ErrorCode::MissingAttribute);
    let row = |row| RowError { row, error: expected.clone() };
    assert_eq!(table.errors, [row(0), row(1)]);
}

#[test]
fn require_and_predicates_answer_as_check_does() {
    for name in PACKS {
        let pack = Pack::load(name);
        let rows = rows(&pack);
        let (mut passed, mut denied, mut failed) = (0, 0, 0);
        for gate in gates(&pack) {
            for action in pack.policy.actions() {
                let predicate = gate.predicate::<Value>(action).unwrap();
                for row in &rows {
                    assert_eq!(predicate(row), gate.can(action, row));
                    match gate.require(action, row) {
                        Ok(()) => passed += usize::from(gate.can(action, row).unwrap()),
                        Err(Refusal::Denied(decision)) => {
                            assert_eq!(gate.check(action, row), Ok(*decision));
                            denied += 1;
                        }
                        Err(Refusal::Error(error)) => {
                            assert_eq!(gate.can(action, row), Err(error));
                            failed += 1;
                        }
                    }
                    assert_eq!(
                        gate.require(action, row).is_ok(),
                        gate.can(action, row) == Ok(true)
                    );
                }
            }
            assert!(gate.predicate::<Value>("noSuchAction").is_err());
        }
        println!("{name}: {passed} let through, {denied} denied, {failed} in error");
        assert!(passed > 0 && denied > 0 && failed > 0);
    }
}

/// A gate for each user.
fn gates(pack: &Pack) -> Vec<Gate> {
    pack.users().iter().map(|user| pack.policy.gate(user).unwrap()).collect()
}

/// Records of every type, and bad ones among them.
fn rows(pack: &Pack) -> Vec<Value> {
    let mut rows = vec![json!({}), json!({"type": "NoSuchType"}), json!({"type": 7}), json!(4)];
    for resource in &pack.policy.bundle().types {
        let sound = pack.records(&resource.name);
        for attribute in pack.record_attributes(&resource.name) {
            for bad in [json!(null), json!({"not": "a value"}), json!("no value of it")] {
                let mut record = sound[0].clone();
                record[&attribute.name] = bad;
                rows.push(record);
            }
        }
        rows.extend(sound);
    }
    rows.push(json!(null));
    rows
}

/// The actions that apply to some type and need no context.
fn applicable(pack: &Pack) -> Vec<String> {
    let actions = pack.policy.bundle().actions.iter();
    actions.filter(|each| each.context.is_empty()).map(|each| each.name.clone()).collect()
}

/// Holds a table against single answers, and returns how many there were. Where the table chose
/// its `actions`, one that does not apply to a record's type is not asked about it.
fn compare(gate: &Gate, table: &Table, rows: &[Value], chose: bool) -> usize {
    let types = &gate.policy().unwrap().bundle().types;
    for (at, row) in rows.iter().enumerate() {
        let known = types.iter().any(|each| row["type"] == each.name);
        let mut errors: Vec<Error> = Vec::new();
        for action in table.actions() {
            let own = gate.can(action, row);
            assert_eq!(table.can(at, action), Some(own == Ok(true)), "{action} {row}");
            let asked =
                |error: &Error| !(chose && known && error.code() == ErrorCode::WrongResource);
            let told = |error: &Error| errors.iter().any(|it| it.message() == error.message());
            errors.extend(own.err().filter(asked).filter(|error| !told(error)));
        }
        assert_eq!(errors_of(table, at), errors, "of {row}");
    }
    whole(table, rows.len());
    rows.len() * table.actions().len()
}

fn errors_of(table: &Table, row: usize) -> Vec<Error> {
    let own = table.errors.iter().filter(|each| each.row == row);
    own.map(|each| each.error.clone()).collect()
}

fn whole(table: &Table, rows: usize) {
    assert_eq!(table.columns().len(), table.actions().len());
    for (action, column) in table.actions().iter().zip(table.columns()) {
        assert_eq!((column.len(), table.column(action)), (rows, Some(column.as_slice())));
    }
    assert_eq!(table.can(rows, &table.actions()[0]), None);
    assert_eq!(table.can(0, "noSuchAction"), None);
}
