//! The file as a whole: networks, volumes, secrets, configs, models and includes.

use super::shapes::{
    PAIRS, TEXT, TEXT_OR_TEXTS, any_texts, is_name, labels, not_empty, options, switch, text,
};
use super::{
    BOOL, Cast, INT, Items, Key, Kind, Long, Map, Merge, NULL, Others, SERVICE, STR, Shape,
};

/// A Compose file.
pub(super) static FILE: Shape = Shape::map(&KEYS);

static KEYS: Map = Map::of(&[
    Key::new("configs", &CONFIGS),
    Key::new("include", &INCLUDES),
    Key::new("models", &MODELS),
    text("name"),
    Key::new("networks", &NETWORKS),
    Key::new("secrets", &SECRETS),
    Key::new("services", &SERVICES),
    text("version"),
    Key::new("volumes", &VOLUMES),
]);

static SERVICES: Shape = Shape::map(&SERVICE_NAMES);
static SERVICE_NAMES: Map = Map::named(&SERVICE, is_name, true);

static INCLUDES: Shape = Shape::list(&INCLUDE_ITEMS);
static INCLUDE_ITEMS: Items = Items::of(&INCLUDE).long(Long::Include);
static INCLUDE: Shape = Shape::of(STR).or_map(&INCLUDE_MAP);
static INCLUDE_MAP: Map = Map::closed(&[
    Key::new("env_file", &TEXT_OR_TEXTS).kind(Kind::Texts),
    Key::new("path", &TEXT_OR_TEXTS).kind(Kind::Texts),
    text("project_directory"),
]);

static MODELS: Shape = Shape::map(&MODEL_NAMES);
static MODEL_NAMES: Map = Map::named(&MODEL, is_name, false);
static MODEL: Key = Key::new("", &MODEL_VALUE);
static MODEL_VALUE: Shape = Shape::map(&MODEL_MAP);
static MODEL_MAP: Map = Map::of(&[
    Key::new("context_size", &WHOLE_NUMBER).kind(Kind::Int),
    text("model"),
    text("name"),
    any_texts("runtime_flags"),
])
.requires(&["model"]);
static WHOLE_NUMBER: Shape = Shape::of(INT);

static NETWORKS: Shape = Shape::map(&NETWORK_NAMES);
static NETWORK_NAMES: Map = Map::named(&NETWORK, is_name, false);
static NETWORK: Key = Key::new("", &NETWORK_VALUE).long(Long::External);
static NETWORK_VALUE: Shape = Shape::of(NULL).or_map(&NETWORK_MAP);
static NETWORK_MAP: Map = Map::of(&[
    switch("attachable").cast(Cast::Bool),
    text("driver"),
    options("driver_opts"),
    switch("enable_ipv4").cast(Cast::Bool),
    switch("enable_ipv6").cast(Cast::Bool),
    Key::new("external", &EXTERNAL).kind(Kind::Bool).cast(Cast::Bool),
    switch("internal").cast(Cast::Bool),
    Key::new("ipam", &IPAM),
    labels("labels"),
    text("name"),
]);
static EXTERNAL: Shape = Shape::of(BOOL | STR).or_map(&EXTERNAL_MAP);
static EXTERNAL_MAP: Map = Map::of(&[text("name")]);
/// Of secrets and configs, where anything may stand beside the name.
static LOOSE_EXTERNAL: Shape = Shape::of(BOOL | STR).or_map(&LOOSE_EXTERNAL_MAP);
static LOOSE_EXTERNAL_MAP: Map = Map::with(&[text("name")], Others::Any);

static IPAM: Shape = Shape::map(&IPAM_MAP);
static IPAM_MAP: Map = Map::of(&[
    Key::new("config", &POOLS).merge(Merge::Pools),
    text("driver"),
    Key::new("options", &STRINGS).kind(Kind::Options),
]);
static POOLS: Shape = Shape::list(&POOL_ITEMS);
static POOL_ITEMS: Items = Items::of(&POOL);
static POOL: Shape = Shape::map(&POOL_MAP);
static POOL_MAP: Map = Map::of(&[
    Key::new("aux_addresses", &STRINGS).kind(Kind::Labels),
    text("gateway"),
    text("ip_range"),
    text("subnet"),
]);
static STRINGS: Shape = Shape::map(&STRING_MAP);
static STRING_MAP: Map = Map::named(&STRING, not_empty, true);
static STRING: Key = Key::new("", &TEXT).kind(Kind::Text);

static VOLUMES: Shape = Shape::map(&VOLUME_NAMES);
static VOLUME_NAMES: Map = Map::named(&VOLUME, is_name, true);
static VOLUME: Key = Key::new("", &VOLUME_VALUE).long(Long::External);
static VOLUME_VALUE: Shape = Shape::of(NULL).or_map(&VOLUME_MAP);
static VOLUME_MAP: Map = Map::of(&[
    text("driver"),
    options("driver_opts"),
    Key::new("external", &EXTERNAL).kind(Kind::Bool).cast(Cast::Bool),
    Key::new("labels", &PAIRS).merge(Merge::Sequence).kind(Kind::Labels),
    text("name"),
]);

static SECRETS: Shape = Shape::map(&SECRET_NAMES);
static SECRET_NAMES: Map = Map::named(&SECRET, is_name, true);
static SECRET: Key = Key::new("", &SECRET_VALUE).long(Long::External);
static SECRET_VALUE: Shape = Shape::map(&SECRET_MAP);
static SECRET_MAP: Map = Map::of(&[
    text("driver"),
    options("driver_opts"),
    text("environment"),
    Key::new("external", &LOOSE_EXTERNAL).kind(Kind::Bool).cast(Cast::Bool),
    text("file"),
    Key::new("labels", &PAIRS).kind(Kind::Labels),
    text("name"),
    text("template_driver"),
]);

static CONFIGS: Shape = Shape::map(&CONFIG_NAMES);
static CONFIG_NAMES: Map = Map::named(&CONFIG, is_name, true);
static CONFIG: Key = Key::new("", &CONFIG_VALUE).long(Long::External);
static CONFIG_VALUE: Shape = Shape::map(&CONFIG_MAP);
static CONFIG_MAP: Map = Map::of(&[
    text("content"),
    text("environment"),
    Key::new("external", &LOOSE_EXTERNAL).kind(Kind::Bool).cast(Cast::Bool),
    text("file"),
    Key::new("labels", &PAIRS).kind(Kind::Labels),
    text("name"),
    text("template_driver"),
]);
