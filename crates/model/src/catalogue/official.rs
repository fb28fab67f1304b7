//! Names of official images of Docker Hub, those that were withdrawn included (docker-library/official-images `library/`).

/// The names, sorted.
#[rustfmt::skip]
pub(super) const NAMES: &[&str] = &[
    "adminer", "aerospike", "almalinux", "alpine", "alt", "amazoncorretto", "amazonlinux",
    "api-firewall", "arangodb", "archlinux", "azul-zulu", "backdrop", "bash", "bonita",
    "buildpack-deps", "busybox", "caddy", "cassandra", "celery", "centos", "chronograf", "cirros",
    "clearlinux", "clefos", "clickhouse", "clojure", "composer", "consul", "convertigo",
    "couchbase", "couchdb", "crate", "dart", "debian", "django", "docker", "drupal",
    "eclipse-mosquitto", "eclipse-temurin", "eggdrop", "elasticsearch", "elixir", "emqx", "erlang",
    "espocrm", "fedora", "flink", "fluentd", "friendica", "gazebo", "gcc", "geonetwork", "ghost",
    "golang", "gradle", "groovy", "haproxy", "haskell", "haxe", "hello-world", "hipache", "hitch",
    "httpd", "hylang", "ibm-semeru-runtimes", "ibmjava", "influxdb", "iojs", "irssi", "java",
    "jenkins", "jetty", "joomla", "jruby", "julia", "kapacitor", "kibana", "kong", "krakend",
    "lightstreamer", "liquibase", "logstash", "mageia", "mariadb", "matomo", "maven", "mediawiki",
    "memcached", "mongo", "mongo-express", "monica", "mysql", "nats", "nats-streaming", "neo4j",
    "neurodebian", "nextcloud", "nginx", "nim", "node", "notary", "odoo", "open-liberty",
    "openjdk", "opensuse", "oraclelinux", "orientdb", "owncloud", "percona", "perl", "photon",
    "php", "php-zendserver", "phpmyadmin", "piwik", "plone", "postfixadmin", "postgres", "pypy",
    "python", "r-base", "rabbitmq", "rails", "rakudo-star", "redis", "redmine", "registry",
    "rethinkdb", "rocket.chat", "rockylinux", "ros", "ruby", "rust", "sapmachine", "satosa",
    "silverpeas", "sl", "solr", "sonarqube", "spark", "spiped", "storm", "swift", "swipl",
    "teamspeak", "telegraf", "tomcat", "tomee", "traefik", "ubuntu", "unit", "varnish", "vault",
    "websphere-liberty", "wordpress", "xwiki", "yourls", "znc", "zookeeper",
];
