//! For which programs the entrypoints of images step down from root.

use crate::ImageRef;

/// Images by their last name, and the beginnings of the programs that their entrypoints step down for. Of all others they
/// run what they are given as root.
// The `docker-entrypoint.sh` of docker-library/{postgres,redis,mysql,mongo,rabbitmq,ghost,cassandra,zookeeper,redmine},
// MariaDB/mariadb-docker, valkey-io/valkey-container, influxdata/influxdata-docker, apache/{couchdb,flink}-docker,
// neo4j/docker-neo4j, hashicorp/{vault,consul}, and of images that are built on them.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("cassandra", &["cassandra"]),
    ("chronograf", &["chronograf"]),
    ("consul", &["agent", "consul"]),
    ("couchdb", &["couchdb"]),
    ("flink", &["jobmanager", "taskmanager", "standalone-job", "history-server"]),
    ("ghost", &["node"]),
    ("influxdb", &["influxd"]),
    ("mariadb", &["mariadbd", "mysqld"]),
    ("mongo", &["mongod"]),
    ("mysql", &["mysqld"]),
    ("neo4j", &["neo4j"]),
    ("pgvector", &["postgres"]),
    ("postgis", &["postgres"]),
    ("postgres", &["postgres"]),
    ("rabbitmq", &["rabbitmq"]),
    ("redis", &["redis-server"]),
    ("redmine", &["rails", "passenger"]),
    ("telegraf", &["telegraf"]),
    ("timescaledb", &["postgres"]),
    ("valkey", &["redis-server", "valkey-server"]),
    ("vault", &["agent", "server", "vault"]),
    ("zookeeper", &["zkServer.sh"]),
];

/// Whether the entrypoint of an image steps down for a command whose first word this is; `None` if that is not known.
pub(super) fn steps_down_for(image: &ImageRef, word: &str) -> Option<bool> {
    // linuxserver/docker-baseimage-alpine root/init: services step down, whatever is handed over.
    if image.repository.starts_with("linuxserver/") || word.starts_with('-') {
        return Some(true);
    }
    let program = word.rsplit('/').next().unwrap_or(word);
    let (_, own) = PROGRAMS.iter().find(|(name, _)| *name == image.name())?;
    if own.iter().any(|own| program.starts_with(own)) || program == "docker-entrypoint.sh" {
        return Some(true);
    }
    matches!(program, "sh" | "bash" | "ash").then_some(false)
}
