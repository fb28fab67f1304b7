//! The keys of `deploy:`, and requests for devices.

use super::shapes::{PAIRS, any_texts, duration, labels, number, text, texts, whole};
use super::{Cast, INT, Items, Key, Kind, Map, NULL, Others, STR, Shape};

/// How a service is deployed.
pub(super) static DEPLOY: Shape = Shape::of(NULL).or_map(&KEYS);

static KEYS: Map = Map::of(&[
    text("endpoint_mode"),
    labels("labels"),
    text("mode"),
    Key::new("placement", &PLACEMENT),
    whole("replicas").kind(Kind::Given).cast(Cast::Int),
    Key::new("resources", &RESOURCES),
    Key::new("restart_policy", &RESTART_POLICY),
    Key::new("rollback_config", &UPDATE),
    Key::new("update_config", &UPDATE),
]);

static UPDATE: Shape = Shape::map(&UPDATE_MAP);
static UPDATE_MAP: Map = Map::of(&[
    duration("delay").kind(Kind::Delay),
    text("failure_action"),
    number("max_failure_ratio").kind(Kind::Float).cast(Cast::Float),
    duration("monitor").kind(Kind::Delay),
    Key::new("order", &ORDER).kind(Kind::Text),
    whole("parallelism").kind(Kind::Given).cast(Cast::Int),
]);
static ORDER: Shape = Shape::of(STR).words(&["start-first", "stop-first"]);

static RESOURCES: Shape = Shape::map(&RESOURCES_MAP);
static RESOURCES_MAP: Map =
    Map::of(&[Key::new("limits", &LIMITS), Key::new("reservations", &RESERVATIONS)]);
static LIMITS: Shape = Shape::map(&LIMITS_MAP);
static LIMITS_MAP: Map = Map::of(&[
    number("cpus").kind(Kind::Cpus),
    text("memory").kind(Kind::Bytes),
    whole("pids").kind(Kind::Int),
]);
static RESERVATIONS: Shape = Shape::map(&RESERVATIONS_MAP);
static RESERVATIONS_MAP: Map = Map::of(&[
    number("cpus").kind(Kind::Cpus),
    Key::new("devices", &DEVICES),
    Key::new("generic_resources", &GENERIC),
    text("memory").kind(Kind::Bytes),
]);

static GENERIC: Shape = Shape::list(&GENERIC_ITEMS);
static GENERIC_ITEMS: Items = Items::of(&GENERIC_ITEM);
static GENERIC_ITEM: Shape = Shape::map(&GENERIC_MAP);
static GENERIC_MAP: Map = Map::of(&[Key::new("discrete_resource_spec", &DISCRETE)]);
static DISCRETE: Shape = Shape::map(&DISCRETE_MAP);
static DISCRETE_MAP: Map = Map::of(&[text("kind"), number("value")]);

static DEVICES: Shape = Shape::list(&DEVICE_ITEMS);
static DEVICE_ITEMS: Items = Items::of(&DEVICE);
static DEVICE: Shape = Shape::map(&DEVICE_MAP);
static DEVICE_MAP: Map = Map::of(DEVICE_KEYS).requires(&["capabilities"]);
const DEVICE_KEYS: &[Key] = &[
    texts("capabilities"),
    Key::new("count", &COUNT).kind(Kind::Count),
    texts("device_ids"),
    text("driver"),
    Key::new("options", &PAIRS).kind(Kind::Labels),
];
static COUNT: Shape = Shape::of(STR | INT);

/// `all`, or a list of requests.
pub(super) static GPUS: Shape = Shape::of(STR).words(&["all"]).or_list(&GPU_ITEMS);
static GPU_ITEMS: Items = Items::of(&GPU);
static GPU: Shape = Shape::map(&GPU_MAP);
static GPU_MAP: Map = Map::with(DEVICE_KEYS, Others::Any);

static RESTART_POLICY: Shape = Shape::map(&RESTART_POLICY_MAP);
static RESTART_POLICY_MAP: Map = Map::of(&[
    text("condition"),
    duration("delay"),
    whole("max_attempts").kind(Kind::Given).cast(Cast::Int),
    duration("window"),
]);

static PLACEMENT: Shape = Shape::map(&PLACEMENT_MAP);
static PLACEMENT_MAP: Map = Map::of(&[
    any_texts("constraints"),
    whole("max_replicas_per_node").cast(Cast::Int),
    Key::new("preferences", &PREFERENCES),
]);
static PREFERENCES: Shape = Shape::list(&PREFERENCE_ITEMS);
static PREFERENCE_ITEMS: Items = Items::of(&PREFERENCE);
static PREFERENCE: Shape = Shape::map(&PREFERENCE_MAP);
static PREFERENCE_MAP: Map = Map::of(&[text("spread")]);
