//! What public images bear: the capabilities that they need beside `cap_drop: [ALL]`, and where they write.
//!
//! Each row was run with its entrypoint under a bounded set of capabilities, read in its Dockerfile and entrypoint, or is what its vendor
//! documents; what nobody tried is not listed. Data volumes are not among the writable paths: who mounts them names them.

use model::ImageRef;

/// What an image bears.
pub(super) struct Facts {
    /// Repositories, without the registry; official images have no `library/`.
    names: &'static [&'static str],
    /// Capabilities that it needs beside `drop: [ALL]`, on its second start too.
    pub(super) capabilities: &'static [&'static str],
    /// Where it writes besides its data volumes; `None` where that is not known or the image has to be changed for it.
    pub(super) writes: Option<&'static [&'static str]>,
    /// The `test:` of a health check that its own programs can run.
    pub(super) health: Option<&'static str>,
}

/// A database whose entrypoint changes owners as root: the data directory belongs to another user from the second start on.
const OWNERS: &[&str] = &["CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID"];

#[rustfmt::skip]
const FACTS: &[Facts] = &[
    // nginx/docker-nginx entrypoint: templates are skipped with a log line if /etc/nginx/conf.d cannot be written.
    Facts { names: &["nginx"], capabilities: &["CHOWN", "SETGID", "SETUID"], writes: Some(&["/var/cache/nginx", "/var/run"]), health: None },
    // docker-library/postgres docker-entrypoint.sh
    Facts { names: &["postgres", "postgis/postgis", "pgvector/pgvector"], capabilities: OWNERS, writes: Some(&["/tmp", "/var/run/postgresql"]), health: Some("[CMD-SHELL, 'pg_isready -U \"$$POSTGRES_USER\"']") },
    // docker-library/redis docker-entrypoint.sh: DAC_OVERRIDE for the second start with appendonly.
    Facts { names: &["redis"], capabilities: OWNERS, writes: Some(&[]), health: Some("[CMD, redis-cli, ping]") },
    // valkey-io/valkey-container docker-entrypoint.sh
    Facts { names: &["valkey/valkey"], capabilities: OWNERS, writes: Some(&[]), health: Some("[CMD, valkey-cli, ping]") },
    // docker-library/mysql docker-entrypoint.sh
    Facts { names: &["mysql"], capabilities: OWNERS, writes: Some(&["/tmp", "/var/run/mysqld"]), health: Some("[CMD, mysqladmin, ping, -h, 127.0.0.1]") },
    // MariaDB/mariadb-docker docker-entrypoint.sh
    Facts { names: &["mariadb"], capabilities: OWNERS, writes: Some(&["/tmp", "/run/mysqld"]), health: Some("[CMD, healthcheck.sh, --connect, --innodb_initialized]") },
    // docker-library/mongo docker-entrypoint.sh
    Facts { names: &["mongo"], capabilities: OWNERS, writes: Some(&["/tmp"]), health: Some("[CMD, mongosh, --quiet, --eval, \"db.adminCommand('ping')\"]") },
    // docker-library/rabbitmq docker-entrypoint.sh
    Facts { names: &["rabbitmq"], capabilities: &["CHOWN", "SETGID", "SETUID"], writes: None, health: Some("[CMD, rabbitmq-diagnostics, -q, ping]") },
    // eclipse-mosquitto docker-entrypoint.sh
    Facts { names: &["eclipse-mosquitto"], capabilities: &["SETGID", "SETUID"], writes: None, health: None },
    // docker-library/memcached
    Facts { names: &["memcached"], capabilities: &[], writes: Some(&[]), health: None },
    // grafana/grafana packaging/docker/run.sh
    Facts { names: &["grafana/grafana", "grafana/grafana-oss"], capabilities: &[], writes: Some(&["/tmp"]), health: None },
    // grafana/loki cmd/loki/Dockerfile
    Facts { names: &["grafana/loki"], capabilities: &[], writes: Some(&["/tmp"]), health: None },
    // prometheus/prometheus Dockerfile
    Facts { names: &["prom/prometheus", "prometheus/prometheus"], capabilities: &[], writes: Some(&[]), health: None },
    // traefik/traefik-library-image: its default ports are below 1024.
    Facts { names: &["traefik"], capabilities: &["NET_BIND_SERVICE"], writes: Some(&["/tmp"]), health: None },
    // caddyserver/caddy-docker: the binary has the capability as a file attribute and does not start without it.
    Facts { names: &["caddy"], capabilities: &["NET_BIND_SERVICE"], writes: None, health: None },
    // jaegertracing/jaeger Dockerfile
    Facts { names: &["jaegertracing/all-in-one", "jaegertracing/jaeger"], capabilities: &[], writes: Some(&["/tmp"]), health: None },
    // docs of the image: its default ports are below 1024.
    Facts { names: &["haproxy"], capabilities: &["NET_BIND_SERVICE"], writes: None, health: None },
    // docker-library/influxdb 2.x entrypoint
    Facts { names: &["influxdb"], capabilities: OWNERS, writes: None, health: None },
    // SonarSource/docker-sonarqube
    Facts { names: &["sonarqube"], capabilities: &[], writes: Some(&["/tmp"]), health: None },
    // jenkinsci/docker Dockerfile
    Facts { names: &["jenkins/jenkins"], capabilities: &[], writes: None, health: None },
];

/// What is known of an image. Variants with other users or ports, and registries that hold images of the same name, are other images.
pub(super) fn find(image: &ImageRef) -> Option<&'static Facts> {
    let is_variant = image.tag.as_deref().is_some_and(|tag| {
        ["rootless", "unprivileged", "windows", "nanoserver"].iter().any(|word| tag.contains(word))
    });
    if image.registry != "docker.io" && image.registry != "quay.io" || is_variant {
        return None;
    }
    let name = image.repository.strip_prefix("library/").unwrap_or(&image.repository);
    FACTS.iter().find(|facts| facts.names.contains(&name))
}
