//! Strimzi. Source: its API reference, `kafka.strimzi.io` (`KafkaClusterTemplate`, `PodTemplate`, `ContainerTemplate`,
//! `EntityOperatorTemplate`).

use super::{Fields, Pod, Resource};

const POD: Fields = &[
    ("securityContext", "template.pod.securityContext"),
    ("hostAliases", "template.pod.hostAliases"),
    ("hostUsers", "template.pod.hostUsers"),
    ("volumes", "template.pod.volumes"),
    ("metadata", "template.pod.metadata"),
];
const KAFKA: Fields = &[
    ("image", "image"),
    ("resources", "resources"),
    ("securityContext", "template.kafkaContainer.securityContext"),
    ("env", "template.kafkaContainer.env"),
    ("volumeMounts", "template.kafkaContainer.volumeMounts"),
];
const ZOOKEEPER: Fields = &[
    ("image", "image"),
    ("resources", "resources"),
    ("securityContext", "template.zookeeperContainer.securityContext"),
    ("env", "template.zookeeperContainer.env"),
    ("volumeMounts", "template.zookeeperContainer.volumeMounts"),
];
const CRUISE_CONTROL: Fields = &[
    ("image", "image"),
    ("resources", "resources"),
    ("securityContext", "template.cruiseControlContainer.securityContext"),
    ("env", "template.cruiseControlContainer.env"),
    ("volumeMounts", "template.cruiseControlContainer.volumeMounts"),
];
const KAFKA_EXPORTER: Fields = &[
    ("image", "image"),
    ("resources", "resources"),
    ("securityContext", "template.kafkaExporterContainer.securityContext"),
    ("env", "template.kafkaExporterContainer.env"),
    ("volumeMounts", "template.kafkaExporterContainer.volumeMounts"),
];
const CONNECT: Fields = &[
    ("image", "image"),
    ("resources", "resources"),
    ("securityContext", "template.connectContainer.securityContext"),
    ("env", "template.connectContainer.env"),
    ("volumeMounts", "template.connectContainer.volumeMounts"),
];
const BRIDGE: Fields = &[
    ("image", "image"),
    ("resources", "resources"),
    ("securityContext", "template.bridgeContainer.securityContext"),
    ("env", "template.bridgeContainer.env"),
    ("volumeMounts", "template.bridgeContainer.volumeMounts"),
];
const MIRROR_MAKER: Fields = &[
    ("image", "image"),
    ("resources", "resources"),
    ("securityContext", "template.mirrorMakerContainer.securityContext"),
    ("env", "template.mirrorMakerContainer.env"),
    ("volumeMounts", "template.mirrorMakerContainer.volumeMounts"),
];
const TOPIC_OPERATOR: Fields = &[
    ("image", "topicOperator.image"),
    ("resources", "topicOperator.resources"),
    ("securityContext", "template.topicOperatorContainer.securityContext"),
    ("env", "template.topicOperatorContainer.env"),
];
const USER_OPERATOR: Fields = &[
    ("image", "userOperator.image"),
    ("resources", "userOperator.resources"),
    ("securityContext", "template.userOperatorContainer.securityContext"),
    ("env", "template.userOperatorContainer.env"),
];
pub(super) const RESOURCES: &[Resource] = &[
    Resource {
        group: "kafka.strimzi.io",
        kinds: &["Kafka"],
        pods: &[
            Pod {
                at: "spec.kafka",
                label: "kafka",
                spec: POD,
                name: "kafka",
                container: KAFKA,
                ends: false,
                fills: true,
            },
            Pod {
                at: "spec.zookeeper",
                label: "zookeeper",
                spec: POD,
                name: "zookeeper",
                container: ZOOKEEPER,
                ends: false,
                fills: true,
            },
            Pod {
                at: "spec.cruiseControl",
                label: "cruise-control",
                spec: POD,
                name: "cruise-control",
                container: CRUISE_CONTROL,
                ends: false,
                fills: true,
            },
            Pod {
                at: "spec.kafkaExporter",
                label: "kafka-exporter",
                spec: POD,
                name: "kafka-exporter",
                container: KAFKA_EXPORTER,
                ends: false,
                fills: true,
            },
            Pod {
                at: "spec.entityOperator",
                label: "topic-operator",
                spec: POD,
                name: "topic-operator",
                container: TOPIC_OPERATOR,
                ends: false,
                fills: true,
            },
            Pod {
                at: "spec.entityOperator",
                label: "user-operator",
                spec: POD,
                name: "user-operator",
                container: USER_OPERATOR,
                ends: false,
                fills: true,
            },
        ],
    },
    Resource {
        group: "kafka.strimzi.io",
        kinds: &["KafkaNodePool"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "kafka",
            container: KAFKA,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "kafka.strimzi.io",
        kinds: &["KafkaConnect", "KafkaMirrorMaker2"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "connect",
            container: CONNECT,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "kafka.strimzi.io",
        kinds: &["KafkaMirrorMaker"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "mirror-maker",
            container: MIRROR_MAKER,
            ends: false,
            fills: true,
        }],
    },
    Resource {
        group: "kafka.strimzi.io",
        kinds: &["KafkaBridge"],
        pods: &[Pod {
            at: "spec",
            label: "",
            spec: POD,
            name: "bridge",
            container: BRIDGE,
            ends: false,
            fills: true,
        }],
    },
];
