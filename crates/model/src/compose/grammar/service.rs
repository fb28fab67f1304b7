//! The keys of a service.

use super::build::BUILD;
use super::deploy::{DEPLOY, GPUS};
use super::shapes::{
    COMMAND, FILE_MOUNTS, HOSTS, NUMBER, TEXT_OR_ANY_TEXTS, TEXT_OR_TEXTS, ULIMITS, duration,
    is_name, labels, not_empty, number, options, pairs, switch, text, texts, whole,
};
use super::{
    BOOL, Cast, INT, Index, Items, Key, Kind, Long, Map, Merge, NULL, NUM, Others, STR, Shape,
};

/// A service.
pub(in crate::compose) static SERVICE: Key = Key::new("", &SHAPE);

static SHAPE: Shape = Shape::map(&KEYS);

static KEYS: Map = Map::of(&[
    pairs("annotations").kind(Kind::Labels),
    switch("attach"),
    Key::new("blkio_config", &BLKIO),
    Key::new("build", &BUILD).merge(Merge::Build).long(Long::Build),
    texts("cap_add").index(Index::Name),
    texts("cap_drop").index(Index::Name),
    Key::new("cgroup", &CGROUP).kind(Kind::Text),
    text("cgroup_parent"),
    Key::new("command", &COMMAND).merge(Merge::Replace).kind(Kind::Command),
    Key::new("configs", &FILE_MOUNTS).index(Index::MountUnder("")),
    Key::new("container_name", &CONTAINER_NAME).kind(Kind::Text),
    Key::new("cpu_count", &COUNT).kind(Kind::Int).cast(Cast::Int),
    Key::new("cpu_percent", &PERCENT).kind(Kind::Float).cast(Cast::Float),
    number("cpu_period").cast(Cast::Int),
    number("cpu_quota").cast(Cast::Int),
    number("cpu_rt_period").cast(Cast::Int),
    number("cpu_rt_runtime").cast(Cast::Int),
    number("cpu_shares").cast(Cast::Int),
    number("cpus").kind(Kind::Float).cast(Cast::Float),
    text("cpuset"),
    Key::new("credential_spec", &CREDENTIAL_SPEC),
    Key::new("depends_on", &DEPENDS_ON).merge(Merge::DependsOn).long(Long::DependsOn),
    Key::new("deploy", &DEPLOY),
    Key::new("develop", &DEVELOP),
    texts("device_cgroup_rules"),
    Key::new("devices", &DEVICES).index(Index::Device),
    Key::new("dns", &TEXT_OR_TEXTS)
        .merge(Merge::Listed)
        .index(Index::Name)
        .long(Long::List)
        .kind(Kind::Texts),
    texts("dns_opt").merge(Merge::Listed).index(Index::Name),
    Key::new("dns_search", &TEXT_OR_TEXTS)
        .merge(Merge::Listed)
        .index(Index::Name)
        .kind(Kind::Texts),
    text("domainname"),
    Key::new("entrypoint", &COMMAND).merge(Merge::Replace).kind(Kind::Command),
    Key::new("env_file", &ENV_FILES).merge(Merge::Listed).index(Index::EnvFile).long(Long::EnvFile),
    pairs("environment"),
    Key::new("expose", &NUMBERS).index(Index::Expose).kind(Kind::Texts),
    Key::new("extends", &EXTENDS).long(Long::Extends),
    texts("external_links"),
    Key::new("extra_hosts", &HOSTS).merge(Merge::Listed).kind(Kind::Hosts),
    Key::new("gpus", &GPUS).long(Long::Gpus),
    Key::new("group_add", &NUMBERS).kind(Kind::Texts),
    Key::new("healthcheck", &HEALTHCHECK),
    text("hostname"),
    text("image"),
    switch("init").cast(Cast::Bool),
    text("ipc"),
    text("isolation"),
    Key::new("label_file", &TEXT_OR_ANY_TEXTS)
        .merge(Merge::Listed)
        .long(Long::List)
        .kind(Kind::Texts),
    labels("labels"),
    texts("links").index(Index::Name),
    Key::new("logging", &LOGGING).merge(Merge::Logging),
    text("mac_address"),
    number("mem_limit").kind(Kind::Bytes),
    whole("mem_reservation").kind(Kind::Bytes),
    whole("mem_swappiness").kind(Kind::Bytes),
    number("memswap_limit").kind(Kind::Bytes),
    Key::new("models", &MODELS).merge(Merge::Mapping).long(Long::Names),
    text("network_mode"),
    Key::new("networks", &NETWORKS).merge(Merge::Mapping).long(Long::Names),
    switch("oom_kill_disable").cast(Cast::Bool),
    Key::new("oom_score_adj", &OOM_SCORE).kind(Kind::Int).cast(Cast::Int),
    Key::new("pid", &TEXT_OR_NULL).kind(Kind::Text),
    number("pids_limit").cast(Cast::Int),
    text("platform"),
    Key::new("ports", &PORTS).index(Index::Port).long(Long::Ports),
    Key::new("post_start", &HOOKS),
    Key::new("pre_start", &START_HOOKS),
    Key::new("pre_stop", &HOOKS),
    switch("privileged").cast(Cast::Bool),
    texts("profiles").index(Index::Name),
    Key::new("provider", &PROVIDER),
    Key::new("pull_policy", &PULL_POLICY).kind(Kind::Text),
    text("pull_refresh_after"),
    switch("read_only").cast(Cast::Bool),
    text("restart"),
    text("runtime"),
    whole("scale").kind(Kind::Given).cast(Cast::Int),
    Key::new("secrets", &FILE_MOUNTS).index(Index::MountUnder("/run/secrets")),
    texts("security_opt"),
    number("shm_size").kind(Kind::Bytes),
    switch("stdin_open").cast(Cast::Bool),
    duration("stop_grace_period"),
    text("stop_signal"),
    Key::new("storage_opt", &STORAGE_OPTIONS).kind(Kind::Options),
    pairs("sysctls").kind(Kind::Labels),
    Key::new("tmpfs", &TEXT_OR_TEXTS).merge(Merge::Listed).index(Index::Name).kind(Kind::Texts),
    switch("tty").cast(Cast::Bool),
    Key::new("ulimits", &ULIMITS),
    Key::new("use_api_socket", &BOOLEAN).kind(Kind::Bool),
    text("user"),
    text("userns_mode"),
    text("uts"),
    Key::new("volumes", &VOLUMES).index(Index::Target),
    texts("volumes_from"),
    text("working_dir"),
]);

static BOOLEAN: Shape = Shape::of(BOOL);
static CGROUP: Shape = Shape::of(STR).words(&["host", "private"]);
static CONTAINER_NAME: Shape = Shape::of(STR).like(
    |name| {
        let bytes = name.as_bytes();
        let counts = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        bytes.windows(2).any(|pair| pair[0].is_ascii_alphanumeric() && counts(pair[1]))
    },
    "at least two letters or digits",
);
static COUNT: Shape = Shape::of(INT | STR).between(0, i64::MAX);
static PERCENT: Shape = Shape::of(INT | STR).between(0, 100);
static OOM_SCORE: Shape = Shape::of(INT | STR).between(-1000, 1000);
static TEXT_OR_NULL: Shape = Shape::of(NULL | STR);
static PULL_POLICY: Shape = Shape::of(STR).like(
    |text| {
        let words =
            ["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"];
        words.iter().any(|word| text.contains(word))
            || text.match_indices("every_").any(|(at, _)| {
                let digits = text[at + 6..].trim_start_matches(|c: char| c.is_ascii_digit());
                digits.len() < text.len() - at - 6 && digits.starts_with(['w', 'd', 'h', 'm', 's'])
            })
    },
    "`always`, `never`, `missing`, `build`, `daily`, `weekly` or `every_<time>`",
);

static BLKIO: Shape = Shape::map(&BLKIO_MAP);
static BLKIO_MAP: Map = Map::closed(&[
    Key::new("device_read_bps", &RATES),
    Key::new("device_read_iops", &RATES),
    Key::new("device_write_bps", &RATES),
    Key::new("device_write_iops", &RATES),
    whole("weight"),
    Key::new("weight_device", &WEIGHTS),
]);
static RATES: Shape = Shape::list(&RATE_ITEMS);
static RATE_ITEMS: Items = Items::of(&RATE);
static RATE: Shape = Shape::map(&RATE_MAP);
static RATE_MAP: Map = Map::closed(&[text("path"), whole("rate").kind(Kind::Bytes)]);

/// A device with its share of the disk.
pub(super) fn weight() -> &'static Shape {
    &WEIGHT
}

/// A device with its greatest speed.
pub(super) fn rate() -> &'static Shape {
    &RATE
}

static WEIGHTS: Shape = Shape::list(&WEIGHT_ITEMS);
static WEIGHT_ITEMS: Items = Items::of(&WEIGHT);
static WEIGHT: Shape = Shape::map(&WEIGHT_MAP);
static WEIGHT_MAP: Map = Map::closed(&[text("path"), whole("weight")]);

static CREDENTIAL_SPEC: Shape = Shape::map(&CREDENTIAL_SPEC_MAP);
static CREDENTIAL_SPEC_MAP: Map = Map::of(&[text("config"), text("file"), text("registry")]);

static DEPENDS_ON: Shape = Shape::map(&DEPENDENCIES).or_list(&super::shapes::UNIQUE_TEXTS);
static DEPENDENCIES: Map = Map::named(&DEPENDENCY, is_name, true);
static DEPENDENCY: Key = Key::new("", &DEPENDENCY_VALUE);
static DEPENDENCY_VALUE: Shape = Shape::map(&DEPENDENCY_MAP);
static DEPENDENCY_MAP: Map = Map::of(&[
    Key::new("condition", &CONDITION).kind(Kind::Text),
    Key::new("required", &BOOLEAN).kind(Kind::Bool).cast(Cast::Bool),
    switch("restart").cast(Cast::Bool),
])
.requires(&["condition"]);
static CONDITION: Shape =
    Shape::of(STR).words(&["service_started", "service_healthy", "service_completed_successfully"]);

static DEVICES: Shape = Shape::list(&DEVICE_ITEMS);
static DEVICE_ITEMS: Items = Items::of(&DEVICE).long(Long::Device);
static DEVICE: Shape = Shape::of(STR).or_map(&DEVICE_MAP);
static DEVICE_MAP: Map =
    Map::of(&[text("permissions"), text("source"), text("target")]).requires(&["source"]);

static ENV_FILES: Shape = Shape::of(STR).or_list(&ENV_FILE_ITEMS);
static ENV_FILE_ITEMS: Items = Items::of(&ENV_FILE).long(Long::Same);
static ENV_FILE: Shape = Shape::of(STR).or_map(&ENV_FILE_MAP);
static ENV_FILE_MAP: Map =
    Map::closed(&[text("format"), text("path"), switch("required").kind(Kind::OptOut)])
        .requires(&["path"]);

static EXTENDS: Shape = Shape::of(STR).or_map(&EXTENDS_MAP);
static EXTENDS_MAP: Map = Map::closed(&[text("file"), text("service")]).requires(&["service"]);

static NUMBERS: Shape = Shape::list(&NUMBER_ITEMS);
static NUMBER_ITEMS: Items = Items::unique(&NUMBER);

static HEALTHCHECK: Shape = Shape::map(&HEALTHCHECK_MAP);
static HEALTHCHECK_MAP: Map = Map::of(&[
    switch("disable").cast(Cast::Bool),
    duration("interval"),
    number("retries").kind(Kind::Given).cast(Cast::Int),
    duration("start_interval"),
    duration("start_period"),
    Key::new("test", &TEXT_OR_ANY_TEXTS).merge(Merge::Replace).kind(Kind::Test),
    duration("timeout"),
]);

static LOGGING: Shape = Shape::map(&LOGGING_MAP);
static LOGGING_MAP: Map =
    Map::of(&[text("driver"), Key::new("options", &LOGGING_OPTIONS).kind(Kind::Options)]);
static LOGGING_OPTIONS: Shape = Shape::map(&LOGGING_OPTION_MAP);
static LOGGING_OPTION_MAP: Map = Map::named(&LOGGING_OPTION, not_empty, false);
static LOGGING_OPTION: Key = Key::new("", &LOGGING_OPTION_VALUE).kind(Kind::Raw);
static LOGGING_OPTION_VALUE: Shape = Shape::of(STR | NUM | NULL);

static MODELS: Shape = Shape::map(&MODEL_MAP).or_list(&super::shapes::UNIQUE_TEXTS);
static MODEL_MAP: Map = Map::named(&MODEL, is_name, false);
static MODEL: Key = Key::new("", &MODEL_VALUE);
static MODEL_VALUE: Shape = Shape::of(NULL).or_map(&MODEL_KEYS);
static MODEL_KEYS: Map = Map::of(&[text("endpoint_var"), text("model_var")]);

static NETWORKS: Shape = Shape::map(&NETWORK_MAP).or_list(&super::shapes::UNIQUE_TEXTS);
static NETWORK_MAP: Map = Map::named(&NETWORK, is_name, true);
static NETWORK: Key = Key::new("", &NETWORK_VALUE);
static NETWORK_VALUE: Shape = Shape::of(NULL).or_map(&NETWORK_KEYS);
static NETWORK_KEYS: Map = Map::of(&[
    texts("aliases").index(Index::Name),
    options("driver_opts"),
    Key::new("gw_priority", &PRIORITY).kind(Kind::Int),
    text("interface_name"),
    text("ipv4_address"),
    text("ipv6_address"),
    texts("link_local_ips").index(Index::Name),
    text("mac_address"),
    Key::new("priority", &PRIORITY).kind(Kind::Int),
]);
static PRIORITY: Shape = Shape::of(NUM);

static PORTS: Shape = Shape::list(&PORT_ITEMS);
static PORT_ITEMS: Items = Items::unique(&PORT).long(Long::Same);
static PORT: Shape = Shape::of(NUM | STR).or_map(&PORT_MAP);
static PORT_MAP: Map = Map::of(&[
    text("app_protocol"),
    text("host_ip"),
    text("mode"),
    text("name"),
    text("protocol"),
    whole("published").kind(Kind::Text),
    whole("target").kind(Kind::Port).cast(Cast::Int),
]);

pub(super) static HOOK: Shape = Shape::map(&HOOK_MAP);
static HOOK_MAP: Map = Map::of(&[
    Key::new("command", &COMMAND).kind(Kind::Command),
    Key::new("environment", &super::shapes::PAIRS).kind(Kind::Pairs),
    switch("privileged"),
    text("user"),
    text("working_dir"),
])
.requires(&["command"]);
static HOOKS: Shape = Shape::list(&HOOK_ITEMS);
static HOOK_ITEMS: Items = Items::of(&HOOK);
static START_HOOKS: Shape = Shape::list(&START_HOOK_ITEMS);
static START_HOOK_ITEMS: Items = Items::of(&START_HOOK);
static START_HOOK: Shape = Shape::map(&START_HOOK_MAP);
static START_HOOK_MAP: Map =
    Map::with(&[switch("per_replica")], Others::Like { map: &KEYS, without: &NOT_IN_HOOKS });

/// What a hook that runs before the service has nothing of; the rest it takes over from the service.
const NOT_IN_HOOKS: [&str; 19] = [
    "attach",
    "build",
    "container_name",
    "depends_on",
    "deploy",
    "develop",
    "expose",
    "external_links",
    "healthcheck",
    "links",
    "ports",
    "post_start",
    "pre_start",
    "pre_stop",
    "profiles",
    "restart",
    "scale",
    "stdin_open",
    "tty",
];

static PROVIDER: Shape = Shape::map(&PROVIDER_MAP);
static PROVIDER_MAP: Map =
    Map::of(&[Key::new("options", &PROVIDER_OPTIONS).kind(Kind::Lists), text("type")])
        .requires(&["type"]);
static PROVIDER_OPTIONS: Shape = Shape::map(&PROVIDER_OPTION_MAP);
static PROVIDER_OPTION_MAP: Map = Map::named(&PROVIDER_OPTION, not_empty, false);
static PROVIDER_OPTION: Key = Key::new("", &PROVIDER_OPTION_VALUE).kind(Kind::Raw);
static PROVIDER_OPTION_VALUE: Shape = Shape::of(STR | NUM | BOOL).or_list(&PROVIDER_OPTION_ITEMS);
static PROVIDER_OPTION_ITEMS: Items = Items::of(&PROVIDER_SCALAR);
static PROVIDER_SCALAR: Shape = Shape::of(STR | NUM | BOOL);

static STORAGE_OPTIONS: Shape = Shape::map(&Map::with(&[], Others::Any));

static VOLUMES: Shape = Shape::list(&VOLUME_ITEMS);
static VOLUME_ITEMS: Items = Items::unique(&VOLUME).long(Long::Volume);
static VOLUME: Shape = Shape::of(STR).or_map(&VOLUME_MAP);
static VOLUME_MAP: Map = Map::of(&[
    Key::new("bind", &BIND),
    text("consistency"),
    Key::new("image", &SUBPATH),
    switch("read_only").cast(Cast::Bool),
    text("source"),
    text("target"),
    Key::new("tmpfs", &TMPFS),
    Key::new("type", &VOLUME_TYPE).kind(Kind::Text),
    Key::new("volume", &VOLUME_OPTIONS),
])
.requires(&["type"]);
static VOLUME_TYPE: Shape =
    Shape::of(STR).words(&["bind", "volume", "tmpfs", "cluster", "npipe", "image"]);
static BIND: Shape = Shape::map(&BIND_MAP);
static BIND_MAP: Map = Map::of(&[
    switch("create_host_path").kind(Kind::OptOut),
    text("propagation"),
    Key::new("recursive", &RECURSIVE).kind(Kind::Text),
    Key::new("selinux", &SELINUX).kind(Kind::Text),
]);
static RECURSIVE: Shape = Shape::of(STR).words(&["enabled", "disabled", "writable", "readonly"]);
static SELINUX: Shape = Shape::of(STR).words(&["z", "Z"]);
static VOLUME_OPTIONS: Shape = Shape::map(&VOLUME_OPTION_MAP);
static VOLUME_OPTION_MAP: Map = Map::of(&[
    Key::new("labels", &super::shapes::PAIRS).kind(Kind::Labels),
    switch("nocopy").cast(Cast::Bool),
    text("subpath"),
]);
static TMPFS: Shape = Shape::map(&TMPFS_MAP);
static TMPFS_MAP: Map = Map::of(&[number("mode"), Key::new("size", &COUNT).kind(Kind::Bytes)]);
static SUBPATH: Shape = Shape::map(&SUBPATH_MAP);
static SUBPATH_MAP: Map = Map::of(&[text("subpath")]);

static DEVELOP: Shape = Shape::of(NULL).or_map(&DEVELOP_MAP);
static DEVELOP_MAP: Map = Map::of(&[Key::new("watch", &WATCH)]);
static WATCH: Shape = Shape::list(&WATCH_ITEMS);
static WATCH_ITEMS: Items = Items::of(&WATCH_ITEM);
static WATCH_ITEM: Shape = Shape::map(&WATCH_MAP);
static WATCH_MAP: Map = Map::of(&[
    Key::new("action", &WATCH_ACTION).kind(Kind::Text),
    Key::new("exec", &HOOK),
    Key::new("ignore", &TEXT_OR_TEXTS).long(Long::List).kind(Kind::Texts),
    Key::new("include", &TEXT_OR_TEXTS).long(Long::List).kind(Kind::Texts),
    Key::new("initial_sync", &BOOLEAN).kind(Kind::Bool),
    text("path"),
    text("target"),
])
.requires(&["path", "action"]);
static WATCH_ACTION: Shape =
    Shape::of(STR).words(&["rebuild", "sync", "restart", "sync+restart", "sync+exec"]);
