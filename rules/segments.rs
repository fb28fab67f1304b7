//! Which services of a project share which networks.

use std::collections::{BTreeMap, BTreeSet};

use diag::Span;
use model::ImageRef;
use model::compose::{Field, Project};

/// A service as a place in the networks of its project.
pub(crate) struct Place<'a> {
    pub(crate) name: &'a str,
    pub(crate) span: Span,
    /// Networks by their keys in the file; `default` if it names none.
    pub(crate) networks: BTreeSet<&'a str>,
    /// Whether the outside can reach it through a port of the host.
    pub(crate) is_published: bool,
    /// Whether it stores data that others work on.
    pub(crate) is_store: bool,
}

/// Images that store data, by the last part of their name.
const STORES: [&str; 27] = [
    "arangodb",
    "cassandra",
    "clickhouse-server",
    "cockroach",
    "couchbase",
    "couchdb",
    "dynamodb-local",
    "elasticsearch",
    "etcd",
    "influxdb",
    "keydb",
    "mariadb",
    "memcached",
    "mongo",
    "mongodb",
    "mssql",
    "mysql",
    "neo4j",
    "opensearch",
    "postgis",
    "postgres",
    "postgresql",
    "redis",
    "redis-stack",
    "timescaledb",
    "valkey",
    "percona",
];

/// The services of a project that have networks; none for a part of one.
pub(crate) fn of(project: &Project) -> Vec<Place<'_>> {
    if project.is_fragment || project.unseen.is_some() {
        return Vec::new();
    }
    let services = project.field().get("services").map(|services| services.entries());
    services
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(name, service)| place(name, &service))
        .collect()
}

fn place<'a>(name: &'a str, service: &Field<'a>) -> Option<Place<'a>> {
    if service.get("network_mode").is_some() || service.get("provider").is_some() {
        return None;
    }
    let networks = service.get("networks");
    let mut named = BTreeSet::new();
    if let Some(networks) = networks {
        named.extend(networks.entries().into_iter().map(|(key, _)| key));
        named.extend(networks.items().iter().filter_map(Field::str));
    }
    if named.is_empty() {
        named.insert("default");
    }
    let image = || service.get("image").and_then(|image| image.str()).map(ImageRef::parse);
    Some(Place {
        name,
        span: service.key(),
        networks: named,
        is_published: service.list("ports").iter().any(is_open),
        is_store: !is_job(name) && image().is_some_and(|image| is_store(&image)),
    })
}

/// Whether an image is that of a data store.
pub(crate) fn is_store(image: &ImageRef) -> bool {
    STORES.contains(&image.name())
}

/// Whether a service does something once with the tools of a store, by its name.
fn is_job(name: &str) -> bool {
    let mut words = name.split(['-', '_']);
    words.any(|word| ["backup", "init", "migrate", "migrations", "setup"].contains(&word))
}

/// Whether a port is bound to more than the loopback of the host.
fn is_open(port: &Field<'_>) -> bool {
    let address = match port.get("host_ip") {
        Some(address) => address.str().unwrap_or_default(),
        None => port.str().unwrap_or_default(),
    };
    !address.starts_with("127.") && !address.starts_with("[::1]") && address != "::1"
}

/// The services by network.
pub(crate) fn by_network<'p, 'a>(places: &'p [Place<'a>]) -> BTreeMap<&'p str, Vec<&'p Place<'a>>> {
    let mut networks: BTreeMap<&str, Vec<&Place<'_>>> = BTreeMap::new();
    for place in places {
        for network in &place.networks {
            networks.entry(network).or_default().push(place);
        }
    }
    networks
}
