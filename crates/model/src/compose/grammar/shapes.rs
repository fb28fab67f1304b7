//! Shapes that several keys share, and keys of such shapes.

use super::{
    ANY, BOOL, Cast, INT, Index, Items, Key, Kind, Long, Map, Merge, NULL, NUM, Others, STR, Shape,
};

pub(super) static FREE: Shape = Shape::of(ANY).or_list(&FREE_ITEMS).or_map(&FREE_MAP);
static FREE_ITEMS: Items = Items::of(&FREE);
static FREE_MAP: Map = Map::with(&[], Others::Any);

pub(super) static TEXT: Shape = Shape::of(STR);
pub(super) static SWITCH: Shape = Shape::of(BOOL | STR);
static WHOLE: Shape = Shape::of(INT | STR);
pub(super) static NUMBER: Shape = Shape::of(NUM | STR);

/// Strings, none twice.
static TEXTS: Shape = Shape::list(&UNIQUE_TEXTS);
pub(super) static UNIQUE_TEXTS: Items = Items::unique(&TEXT);
/// Strings.
static ANY_TEXTS: Shape = Shape::list(&REPEATED_TEXTS);
static REPEATED_TEXTS: Items = Items::of(&TEXT);
pub(super) static TEXT_OR_TEXTS: Shape = Shape::of(STR).or_list(&UNIQUE_TEXTS);
pub(super) static TEXT_OR_ANY_TEXTS: Shape = Shape::of(STR).or_list(&REPEATED_TEXTS);

/// `KEY=value` as a list or a mapping.
pub(super) static PAIRS: Shape = Shape::map(&PAIR_MAP).or_list(&UNIQUE_TEXTS);
static PAIR_MAP: Map = Map::named(&PAIR, not_empty, true);
static PAIR: Key = Key::new("", &PAIR_VALUE).kind(Kind::Raw);
static PAIR_VALUE: Shape = Shape::of(ANY);

/// Options of a driver.
static OPTIONS: Shape = Shape::map(&OPTION_MAP);
static OPTION_MAP: Map = Map::named(&OPTION, not_empty, false);
static OPTION: Key = Key::new("", &OPTION_VALUE).kind(Kind::Raw);
static OPTION_VALUE: Shape = Shape::of(STR | NUM);

/// A command line.
pub(super) static COMMAND: Shape = Shape::of(NULL | STR).or_list(&REPEATED_TEXTS);

/// `host=address` as a list or a mapping.
pub(super) static HOSTS: Shape = Shape::map(&HOST_MAP).or_list(&UNIQUE_TEXTS);
static HOST_MAP: Map = Map::named(&HOST, not_empty, true);
static HOST: Key = Key::new("", &TEXT_OR_ANY_TEXTS).kind(Kind::Raw);

/// Secrets or configs of a service or build.
pub(super) static FILE_MOUNTS: Shape = Shape::list(&FILE_MOUNT_ITEMS);
static FILE_MOUNT_ITEMS: Items = Items::of(&FILE_MOUNT).long(Long::FileMount);
static FILE_MOUNT: Shape = Shape::of(STR).or_map(&FILE_MOUNT_MAP);
static FILE_MOUNT_MAP: Map = Map::of(&[
    text("gid"),
    Key::new("mode", &NUMBER).kind(Kind::Mode),
    text("source"),
    text("target"),
    text("uid"),
]);

pub(super) static ULIMITS: Shape = Shape::map(&ULIMIT_MAP);
static ULIMIT_MAP: Map = Map::named(&ULIMIT, is_lower, false);
static ULIMIT: Key = Key::new("", &ULIMIT_VALUE)
    .cast(Cast::Int)
    .merge(Merge::Ulimit)
    .long(Long::Ulimit)
    .kind(Kind::Int);
static ULIMIT_VALUE: Shape = Shape::of(INT | STR).or_map(&ULIMIT_RANGE);
pub(super) static BUILD_ULIMITS: Shape = Shape::map(&BUILD_ULIMIT_MAP);
static BUILD_ULIMIT_MAP: Map = Map::named(&BUILD_ULIMIT, is_lower, false);
static BUILD_ULIMIT: Key = Key::new("", &ULIMIT_VALUE).long(Long::Ulimit).kind(Kind::Int);
static ULIMIT_RANGE: Map = Map::of(&[whole("hard").cast(Cast::Int), whole("soft").cast(Cast::Int)])
    .requires(&["soft", "hard"]);

pub(super) const fn text(name: &'static str) -> Key {
    Key::new(name, &TEXT).kind(Kind::Text)
}

pub(super) const fn duration(name: &'static str) -> Key {
    Key::new(name, &TEXT).kind(Kind::Duration)
}

pub(super) const fn switch(name: &'static str) -> Key {
    Key::new(name, &SWITCH).kind(Kind::Bool)
}

pub(super) const fn whole(name: &'static str) -> Key {
    Key::new(name, &WHOLE).kind(Kind::Int)
}

pub(super) const fn number(name: &'static str) -> Key {
    Key::new(name, &NUMBER).kind(Kind::Int)
}

pub(super) const fn texts(name: &'static str) -> Key {
    Key::new(name, &TEXTS).kind(Kind::Texts)
}

pub(super) const fn any_texts(name: &'static str) -> Key {
    Key::new(name, &ANY_TEXTS).kind(Kind::Texts)
}

pub(super) const fn pairs(name: &'static str) -> Key {
    Key::new(name, &PAIRS).merge(Merge::Sequence).index(Index::Name).kind(Kind::Pairs)
}

pub(super) const fn labels(name: &'static str) -> Key {
    pairs(name).kind(Kind::Labels)
}

pub(super) const fn options(name: &'static str) -> Key {
    Key::new(name, &OPTIONS).kind(Kind::Options)
}

pub(super) fn not_empty(name: &str) -> bool {
    // A dot in these patterns means any character but a line break.
    name.chars().any(|c| c != '\n')
}

fn is_lower(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Names of services, networks, volumes, secrets, configs and models.
pub(super) fn is_name(name: &str) -> bool {
    let counts = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !name.is_empty() && name.bytes().all(counts)
}
