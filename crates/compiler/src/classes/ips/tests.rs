//! Classes of IP values against the tests themselves, on all values of small networks.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher, RandomState};

use tollgate::values::{Ip, ip};

use super::{IpClass, Test, TooManyClasses, ip_classes};

/// Sets of random tests.
const SETS: usize = 400;

fn read(text: &str) -> Ip {
    ip(text).unwrap_or_else(|| panic!("{text}"))
}

fn set(texts: &[&str]) -> BTreeSet<Ip> {
    texts.iter().map(|text| read(text)).collect()
}

fn within(texts: &[&str]) -> Test {
    Test::In(set(texts))
}

fn one_of(texts: &[&str]) -> Test {
    Test::OneOf(set(texts))
}

/// All values in two small networks, and some of what is around them.
fn universe() -> Vec<Ip> {
    let mut all = Vec::new();
    for (network, most) in [("10.0.0.0/29", 32), ("ff::/125", 128)] {
        let network = read(network);
        for prefix in 0..=network.prefix() {
            all.extend(network.up_to(prefix));
        }
        for address in 0..8 {
            all.extend((most - 3..=most).filter_map(|prefix| network.within(address, prefix)));
        }
    }
    all.extend(
        ["9.255.255.255", "10.0.0.8", "1.2.3.4/0", "10.1.0.0/9", "ff::8", "1::/0"].map(read),
    );
    all
}

/// The class of a value: the one that names it, or that has the smallest network around it.
fn class_of(classes: &[IpClass], value: Ip) -> &IpClass {
    let smallest = || {
        let around = classes.iter().flat_map(|class| {
            let networks = class.networks.iter().filter(|(network, _)| value.is_in(*network));
            networks.map(move |(network, _)| (network.prefix(), class))
        });
        around.max_by_key(|(prefix, _)| *prefix).map(|(_, class)| class)
    };
    let named = classes.iter().find(|class| class.named.contains(&value));
    named.or_else(smallest).unwrap_or_else(|| panic!("{value:?} is in no class"))
}

/// Checks the classes of tests on all values, and that each class has a witness of its own.
fn check(tests: &[Test], values: &[Ip]) -> usize {
    let classes = ip_classes(tests, 1000).unwrap();
    for value in values {
        let passes: Vec<bool> = tests.iter().map(|test| test.passes(*value)).collect();
        assert_eq!(class_of(&classes, *value).passes, passes, "{value:?} {tests:?}");
    }
    let mut kinds = BTreeMap::new();
    for (at, class) in classes.iter().enumerate() {
        assert_eq!(kinds.insert(class.passes.clone(), at), None, "two classes are one");
        let witnesses = class.named.iter().chain(class.networks.iter().map(|(_, one)| one));
        let witnesses: Vec<Ip> = witnesses.copied().collect();
        assert!(!witnesses.is_empty());
        for witness in witnesses {
            assert_eq!(class_of(&classes, witness).passes, class.passes, "{witness:?} {tests:?}");
        }
    }
    classes.len()
}

#[test]
fn values_are_in_one_class_where_no_test_tells_them_apart() {
    let values = universe();
    assert_eq!(check(&[], &values), 1);
    assert_eq!(check(&[within(&["10.0.0.0/8"])], &values), 2);
    assert_eq!(check(&[within(&["10.0.0.1"]), one_of(&["10.0.0.1"])], &values), 2);
    assert_eq!(check(&[within(&["0.0.0.0/0", "::/0"])], &values), 1);
    let halves = [within(&["10.0.0.0/30"]), within(&["10.0.0.4/30"]), within(&["10.0.0.0/29"])];
    assert_eq!(check(&halves, &values), 4);
    let loops = within(&["127.0.0.0/8", "::1"]);
    assert_eq!(check(&[loops, one_of(&["::1", "127.0.0.1"])], &values), 3);
}

#[test]
fn random_tests_tell_apart_what_their_classes_do() {
    let values = universe();
    let seed = std::env::var("TOLLGATE_SEED").ok().map(|seed| seed.parse().unwrap());
    let seed: u64 = seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    let mut state = seed | 1;
    let mut below = |count: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % count
    };
    let mut found = 0;
    for _ in 0..SETS {
        let tests: Vec<Test> = (0..below(6))
            .map(|_| {
                let all = (0..=below(4)).map(|_| values[below(values.len())]).collect();
                if below(2) == 0 { Test::In(all) } else { Test::OneOf(all) }
            })
            .collect();
        found += check(&tests, &values);
    }
    println!(
        "{SETS} sets of tests (TOLLGATE_SEED={seed} repeats them), {found} classes, {} values each",
        values.len()
    );
    assert!(found > 2 * SETS);
}

#[test]
fn more_classes_than_may_be_are_refused() {
    let texts: Vec<String> = (0..9).map(|at| format!("10.0.{at}.0/24")).collect();
    let tests: Vec<Test> = texts.iter().map(|text| within(&[text])).collect();
    assert_eq!(ip_classes(&tests, 10).map(|classes| classes.len()), Ok(10));
    assert_eq!(ip_classes(&tests, 9), Err(TooManyClasses));
}

#[test]
fn a_thousand_networks_take_a_fraction_of_the_work_that_is_spent() {
    let texts: Vec<String> =
        (0..4000).map(|at| format!("10.{}.{}.0/24", at / 256, at % 256)).collect();
    let tests = |count: usize| -> Vec<Test> {
        texts.iter().take(count).map(|text| within(&[text])).collect()
    };
    assert_eq!(ip_classes(&tests(1000), 5000).map(|classes| classes.len()), Ok(1001));
    assert!(ip_classes(&tests(2000), 5000).is_ok());
    assert_eq!(ip_classes(&tests(4000), 5000), Err(TooManyClasses), "it takes too long");
}
