//! The keys of `build:`.

use super::shapes::{
    BUILD_ULIMITS, FILE_MOUNTS, HOSTS, PAIRS, SWITCH, TEXT_OR_TEXTS, any_texts, labels, pairs,
    switch, text, whole,
};
use super::{Index, Key, Kind, Long, Map, Merge, STR, Shape};

/// A string is the context.
pub(super) static BUILD: Shape = Shape::of(STR).or_map(&KEYS);

static KEYS: Map = Map::of(&[
    pairs("additional_contexts").long(Long::KeyValues).kind(Kind::Labels),
    pairs("args"),
    any_texts("cache_from"),
    any_texts("cache_to"),
    text("context"),
    text("dockerfile"),
    text("dockerfile_inline"),
    any_texts("entitlements"),
    Key::new("extra_hosts", &HOSTS).merge(Merge::Listed).kind(Kind::Hosts),
    text("isolation"),
    labels("labels"),
    text("network"),
    switch("no_cache"),
    Key::new("no_cache_filter", &TEXT_OR_TEXTS).kind(Kind::Texts),
    any_texts("platforms"),
    switch("privileged"),
    Key::new("provenance", &SWITCH).long(Long::Text).kind(Kind::Text),
    switch("pull"),
    Key::new("sbom", &SWITCH).long(Long::Text).kind(Kind::Text),
    Key::new("secrets", &FILE_MOUNTS),
    whole("shm_size").kind(Kind::Bytes),
    Key::new("ssh", &PAIRS).long(Long::Ssh).kind(Kind::Ssh),
    any_texts("tags").index(Index::Name),
    text("target"),
    Key::new("ulimits", &BUILD_ULIMITS),
]);
