//! Classes of texts against a naive matcher, on all short texts.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Instant;

use super::super::automaton::STATES_MAX;
use super::{Test, TextClass, TextClasses, TooManyClasses, text_classes};

/// Sets of random tests that are held against the naive matcher.
const SETS: usize = 600;

/// A pattern as Cedar writes it: `*` is a wildcard.
fn like(pattern: &str) -> Test {
    any_of(&[pattern])
}

fn any_of(patterns: &[&str]) -> Test {
    let pieces = |pattern: &&str| pattern.split('*').map(str::to_owned).collect();
    Test::Like(patterns.iter().map(pieces).collect())
}

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn one_of(texts: &[&str]) -> Test {
    Test::OneOf(set(texts))
}

fn classes(tests: &[Test]) -> TextClasses {
    text_classes(tests, &BTreeSet::new(), 3, 1000).unwrap()
}

/// The only class with these texts.
fn with<'c>(found: &'c TextClasses, texts: &[&str]) -> &'c TextClass {
    found.classes.iter().find(|class| class.texts == texts).unwrap()
}

fn naive(pattern: &[Option<char>], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((None, rest)) => (0..=text.len()).any(|skipped| naive(rest, &text[skipped..])),
        Some((Some(letter), rest)) => text.first() == Some(letter) && naive(rest, &text[1..]),
    }
}

fn passes(test: &Test, text: &str) -> bool {
    match test {
        Test::OneOf(texts) => texts.contains(text),
        Test::Like(any) => any.iter().any(|pieces| {
            let pieces = pieces.iter().map(|piece| piece.chars().map(Some).collect());
            let pieces: Vec<Vec<Option<char>>> = pieces.collect();
            naive(&pieces.join(&None), &text.chars().collect::<Vec<_>>())
        }),
    }
}

/// All texts of some letters up to a length, shortest first.
fn all_texts(letters: &str, length: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut from = 0;
    for _ in 0..length {
        let to = texts.len();
        for place in from..to {
            letters.chars().for_each(|letter| texts.push(format!("{}{letter}", texts[place])));
        }
        from = to;
    }
    texts
}

/// The same numbers for the same seed, by SplitMix64.
struct Random(u64);

impl Random {
    /// From a new seed, which is printed, or that of `TOLLGATE_SEED`.
    fn start() -> Self {
        let seed = std::env::var("TOLLGATE_SEED").ok().map(|seed| seed.parse().unwrap());
        let seed = seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        println!("TOLLGATE_SEED={seed} repeats this run");
        Self(seed)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ mixed >> 31) % bound as u64).unwrap()
    }

    fn text(&mut self, letters: &str, length: usize) -> String {
        let letters: Vec<char> = letters.chars().collect();
        (0..self.below(length + 1)).map(|_| letters[self.below(letters.len())]).collect()
    }

    /// One in four compares with names, the others with up to three wildcards, some in a row; of
    /// these one in three with several patterns.
    fn test(&mut self, letters: &str) -> Test {
        if self.below(4) == 0 {
            return Test::OneOf((0..self.below(4)).map(|_| self.text(letters, 4)).collect());
        }
        let patterns = 1 + [0, 0, 1, 2][self.below(4)];
        Test::Like((0..patterns).map(|_| self.pieces(letters)).collect())
    }

    fn pieces(&mut self, letters: &str) -> Vec<String> {
        let pieces = 1 + [0, 1, 1, 1, 2, 2, 3][self.below(7)];
        (0..pieces).map(|_| self.text(letters, 3)).collect()
    }

    /// Tests that often leave finitely many texts between them: `x*`, `*x`, and not `x*x`.
    fn tests(&mut self, letters: &str) -> Vec<Test> {
        let mut tests: Vec<Test> = (0..self.below(5)).map(|_| self.test(letters)).collect();
        if self.below(2) == 0 {
            let (first, last) = (self.text(letters, 4), self.text(letters, 4));
            let (first, last) = (first.as_str(), last.as_str());
            tests.extend(
                [[first, ""], ["", last], [first, last]].map(|pieces| like(&pieces.join("*"))),
            );
        }
        tests
    }
}

/// What is asked of all classes, whatever the tests. Returns how many texts have a name only
/// because they are few.
fn hold(tests: &[Test], extras: &BTreeSet<String>, found: &TextClasses, texts: &[String]) -> usize {
    let passed = |text: &str| tests.iter().map(|test| passes(test, text)).collect::<Vec<_>>();
    for text in texts {
        let class = &found.classes[found.class_of(text)];
        assert_eq!(class.passes, passed(text), "{text:?} of {class:?} for {tests:?}");
        if class.like.is_empty() {
            assert!(class.texts.contains(text), "{text:?} of {class:?} for {tests:?}");
        }
    }
    let named: BTreeSet<&String> = found.classes.iter().flat_map(|class| &class.texts).collect();
    let mut distinct = BTreeSet::new();
    for (place, class) in found.classes.iter().enumerate() {
        let extra = class.texts.first().filter(|text| extras.contains(*text));
        assert!(distinct.insert((extra, &class.passes)), "{class:?} twice for {tests:?}");
        assert!(extra.is_none() || class.texts.len() == 1);
        let texts = class.texts.iter().chain(&class.witnesses);
        texts.for_each(|text| assert_eq!(found.class_of(text), place, "{text:?} for {tests:?}"));
        assert!(class.texts.is_sorted());
        let lengths = class.witnesses.iter().map(|text| text.chars().count());
        assert!(lengths.is_sorted());
        let count = class.witnesses.iter().collect::<BTreeSet<_>>().len();
        assert_eq!(count, if class.like.is_empty() { class.texts.len().min(3) } else { 3 });
        if !class.like.is_empty() {
            assert!(class.witnesses.iter().all(|text| !named.contains(text)));
            assert_endless(found, place);
        }
    }
    named.iter().filter(|text| !extras.contains(**text) && !is_tested_by_name(tests, text)).count()
}

/// A character that stands in wildcards may stand there any number of times.
fn assert_endless(found: &TextClasses, place: usize) {
    let witness = found.classes[place].witnesses.last().unwrap();
    let letters: BTreeSet<char> =
        found.patterns.iter().flatten().flatten().flat_map(|p| p.chars()).collect();
    let other = witness.chars().find(|letter| !letters.contains(letter)).unwrap();
    for count in [2, 3, 9] {
        let longer = witness.replace(other, &other.to_string().repeat(count));
        assert_eq!(found.class_of(&longer), place);
    }
}

/// By short text whether few are like it, as the naive matcher finds where no test knows a `z`: no
/// text with a `z` is like it. Only of texts for which such a one would be short.
fn few(tests: &[Test], letters: &str) -> BTreeMap<String, bool> {
    let likes: Vec<&Test> = tests.iter().filter(|test| matches!(test, Test::Like(_))).collect();
    let length = if letters.len() == 1 { 10 } else { 7 };
    let mut by_passed: BTreeMap<Vec<bool>, (Vec<String>, bool)> = BTreeMap::new();
    for text in all_texts(&format!("{letters}z"), length) {
        let passed = likes.iter().map(|test| passes(test, &text)).collect();
        let (texts, endless) = by_passed.entry(passed).or_default();
        *endless |= text.contains('z');
        texts.push(text);
    }
    by_passed.retain(|passed, _| {
        let passed = likes.iter().zip(passed).filter(|(_, passed)| **passed);
        let fixed = passed.map(|(test, _)| match test {
            Test::OneOf(_) => 0,
            Test::Like(any) => any.iter().map(|pieces| pieces.concat().len()).sum(),
        });
        fixed.sum::<usize>() < length
    });
    let all = by_passed.into_values();
    all.flat_map(|(texts, endless)| texts.into_iter().map(move |text| (text, !endless))).collect()
}

/// Whether a test names the text.
fn is_tested_by_name(tests: &[Test], text: &String) -> bool {
    tests.iter().any(|test| match test {
        Test::OneOf(texts) => texts.contains(text),
        Test::Like(any) => {
            any.iter().all(|it| it.len() == 1) && any.contains(std::slice::from_ref(text))
        }
    })
}

#[test]
fn random_tests_part_all_short_texts_as_the_naive_matcher_does() {
    let mut random = Random::start();
    let texts = all_texts("abc", 6);
    let (mut classes, mut only_few) = (0, 0);
    for set in 0..SETS {
        let letters = ["ab", "a", "abc"][set % 3];
        let tests = random.tests(letters);
        let extras = (0..random.below(3)).map(|_| random.text("abc", 2)).collect();
        let found = text_classes(&tests, &extras, 3, 1000).unwrap();
        only_few += hold(&tests, &extras, &found, &texts);
        classes += found.classes.len();
        let most = found.classes.len();
        assert_eq!(text_classes(&tests, &extras, 3, most).as_ref(), Ok(&found));
        assert_eq!(text_classes(&tests, &extras, 3, most - 1), Err(TooManyClasses));
    }
    println!("{SETS} sets of tests, {classes} classes, {} texts each", texts.len());
    println!("{only_few} texts with a name as they are few");
    assert!(only_few > 20);
}

#[test]
fn texts_have_a_name_where_the_naive_matcher_finds_few() {
    let mut random = Random::start();
    let (mut sets, mut count, mut endless) = (0, 0, 0);
    while sets < SETS / 3 || count < 20 {
        sets += 1;
        let letters = ["ab", "a"][sets % 2];
        let tests = random.tests(letters);
        let found = classes(&tests);
        for (text, few) in few(&tests, letters) {
            let is_named = found.classes[found.class_of(&text)].texts.contains(&text);
            assert_eq!(is_named, few || is_tested_by_name(&tests, &text), "{text:?} for {tests:?}");
            count += usize::from(few);
            endless += usize::from(!few);
        }
    }
    println!("{sets} sets of tests: {count} texts are few, {endless} are not");
}

#[test]
fn overlaps_of_prefix_and_suffix_have_names() {
    let found = classes(&[like("aa*"), like("*aa"), like("aa*aa")]);
    let few = with(&found, &["aa", "aaa"]);
    assert_eq!((few.passes.as_slice(), few.like.len()), ([true, true, false].as_slice(), 0));
    assert_eq!(few.witnesses, ["aa", "aaa"]);
    let like: Vec<_> = found.classes.iter().flat_map(|class| class.like.clone()).collect();
    assert_eq!(like, [vec![0], vec![0, 1, 2], vec![1], vec![]]);
    assert_eq!(found.classes.last().unwrap().witnesses, ["", "x", "y"]);
}

#[test]
fn classes_are_in_the_order_of_their_names_then_of_their_patterns() {
    let tests = [like("b*"), one_of(&["q", "b", "c"]), like("*d"), one_of(&["a", "c"]), like("e")];
    let found = text_classes(&tests, &set(&["0", "z"]), 2, 20).unwrap();
    let texts: Vec<_> = found.classes.iter().map(|class| class.texts.join(" ")).collect();
    assert_eq!(texts, ["b", "c", "q", "a", "e", "0", "z", "", "", "", ""]);
    let likes: Vec<_> = found.classes.iter().flat_map(|class| class.like.clone()).collect();
    assert_eq!(likes, [vec![0], vec![0, 1], vec![1], vec![]]);
    assert_eq!(found.patterns, [[["b", ""]], [["", "d"]]]);
}

#[test]
fn names_that_behave_alike_share_a_class() {
    let tests = [one_of(&["S", "M", "XL"]), one_of(&["XL", "M"]), one_of(&[])];
    let found = classes(&tests);
    assert_eq!(found.classes[0].texts, ["M", "XL"]);
    assert_eq!(found.classes[1].texts, ["S"]);
    assert_eq!(found.classes[2].like, [[0; 0]]);
    assert_eq!(found.classes[2].passes, [false, false, false]);
    assert_eq!(found.classes.len(), 3);
}

#[test]
fn nothing_is_told_apart_without_a_test() {
    let found = classes(&[]);
    assert_eq!((found.classes.len(), found.class_of("any")), (1, 0));
    let found = text_classes(&[], &set(&["me"]), 0, 2).unwrap();
    assert_eq!((found.class_of("me"), found.class_of("you")), (0, 1));
    assert!(found.classes.iter().all(|class| class.witnesses.len() == 1));
}

#[test]
fn the_empty_pattern_matches_nothing_else_and_a_wildcard_everything() {
    let found = classes(&[like(""), like("*"), like("***")]);
    assert_eq!(found.patterns, [[["", ""]]]);
    assert_eq!(with(&found, &[""]).passes, [true, true, true]);
    assert_eq!(found.classes[found.class_of("q")].passes, [false, true, true]);
    assert_eq!(found.classes.len(), 2);
}

#[test]
fn many_wildcards_are_held_against_all_short_texts() {
    let sets: [&[&str]; 7] = [
        &["*a*b*a*", "a***b", "*a**b*", "**"],
        &["*ab*ba*", "*ba*ab*", "ab*ba", "aba"],
        &["*aa", "*aaa", "*aaaa", "a*a*a*a"],
        &["aaa*", "*aaa", "aa*aaa", "aaa*aa", "aaa*aaa"],
        &["aba*", "*bab", "aba*bab", "*abab*"],
        &["a*", "*a", "a*a"],
        &["*a*a*a*a*a*", "*b*b*b*", "a*b*a*b*a"],
    ];
    let texts = all_texts("abc", 6);
    for patterns in sets {
        let tests: Vec<Test> = patterns.iter().map(|pattern| like(pattern)).collect();
        hold(&tests, &BTreeSet::new(), &classes(&tests), &texts);
    }
}

#[test]
fn a_character_is_one_whatever_its_bytes() {
    let tests = [like("*😀"), like("😀*"), like("😀*😀"), like("é*\u{10ffff}"), one_of(&["😁"])];
    let found = classes(&tests);
    hold(&tests, &BTreeSet::new(), &found, &all_texts("😀😁é\u{10ffff}x", 4));
    assert_eq!(with(&found, &["😀"]).passes, [true, true, false, false, false]);
}

#[test]
fn witnesses_have_no_name_though_every_letter_has_one() {
    let letters: Vec<String> = ('0'..='z').map(String::from).collect();
    let tests = [Test::OneOf(letters.into_iter().collect()), one_of(&["", "a1"]), like("a*")];
    let found = classes(&tests);
    assert_eq!(found.classes.last().unwrap().witnesses, ["\u{100}", "\u{101}", "\u{102}"]);
    hold(&tests, &BTreeSet::new(), &found, &all_texts("a1\u{100}", 3));
}

/// As many tests by a number.
fn numbered(count: usize, pattern: impl Fn(usize) -> String) -> Vec<Test> {
    (0..count).map(|number| like(&pattern(number))).collect()
}

fn timed(what: &str, tests: &[Test], most: usize) -> Result<TextClasses, TooManyClasses> {
    let start = Instant::now();
    let found = text_classes(tests, &BTreeSet::new(), 3, most);
    let count = found.as_ref().map(|found| found.classes.len());
    println!("{what}: {count:?} classes in {:?}", start.elapsed());
    found
}

#[test]
fn a_thousand_prefixes_or_suffixes_are_a_thousand_classes() {
    let word = |number: usize| format!("{:04}", number * 7919 % 10_000);
    let prefixes = numbered(1000, |number| format!("team-{}/*", word(number)));
    assert_eq!(timed("prefixes", &prefixes, 1001).unwrap().classes.len(), 1001);
    let suffixes = numbered(1000, |number| format!("*.{}", word(number)));
    assert_eq!(timed("suffixes", &suffixes, 1001).unwrap().classes.len(), 1001);
    let folders = numbered(300, |number| format!("docs/*/{}/*.pdf", &word(number)));
    timed("folders", &folders, 1000).unwrap_err();
    let both = numbered(30, |number| format!("{}/*", word(number)));
    let both = [both, numbered(30, |number| format!("*.{}", word(number)))].concat();
    assert_eq!(timed("both", &both, 1000).unwrap().classes.len(), 31 * 31);
    let names = (0..20_000).map(|number| number.to_string()).collect();
    let found = timed("names", &[vec![Test::OneOf(names)], prefixes].concat(), 2000);
    assert_eq!(found.unwrap().classes.len(), 1002);
}

#[test]
fn work_stays_bounded_whatever_the_patterns() {
    let letter = |number: usize| char::from_u32('a' as u32 + (number % 26) as u32).unwrap();
    let wild = |number: usize| -> String {
        (0..40).flat_map(|place| ['*', letter(number * (place + 3) + place * place)]).collect()
    };
    let long = |length: usize| move |number: usize| format!("*{}*", "a".repeat(length + number));
    let sets: [(&str, Vec<Test>); 7] = [
        ("wildcards", numbered(300, wild)),
        ("two letters", numbered(300, |number| wild(number).replace(|c| c > 'm', "b"))),
        ("one long pattern", numbered(1, long(10_000))),
        ("long patterns", numbered(200, long(500))),
        ("too long", numbered(1, long(5_000_000))),
        ("pieces", numbered(200, |number| format!("*{}{}*", letter(number), letter(number / 26)))),
        ("suffixes of one letter", numbered(2000, |number| format!("*{}", "a".repeat(number)))),
    ];
    for (what, tests) in sets {
        assert_eq!(timed(what, &tests, usize::MAX), Err(TooManyClasses), "{what}");
    }
    let tests = [&long(2000)(0)[1..], &long(2000)(0)[..2001], &"a".repeat(2000)];
    let overlap = [like(tests[0]), like(tests[1]), like(&[tests[2], tests[2]].join("*"))];
    timed("overlaps", &overlap, 1000).unwrap_err();
}

#[test]
fn hundreds_of_words_of_which_one_is_as_good_as_another_are_two_classes() {
    let words: Vec<String> = (0..300).map(|number| format!("*{}*", number * 7919)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let found = timed("words", &[any_of(&words)], 2).unwrap();
    assert_eq!((found.classes.len(), found.patterns.len()), (2, 1));
    let passes = |text: &str| found.classes[found.class_of(text)].passes[0];
    assert!(passes("a 7919 b") && passes("0") && !passes("7 918"));
    let apart: Vec<Test> = words[..12].iter().map(|word| like(word)).collect();
    assert_eq!(timed("words apart", &apart, 1000), Err(TooManyClasses));
}

#[test]
fn the_states_are_bounded() {
    // One for each character read, one with all of them, one for all other texts.
    let prefix = |length: usize| [like(&format!("{}*", "a".repeat(length)))];
    assert_eq!(timed("states", &prefix(STATES_MAX - 2), 2).unwrap().classes.len(), 2);
    assert_eq!(timed("states", &prefix(STATES_MAX - 1), 2), Err(TooManyClasses));
}
