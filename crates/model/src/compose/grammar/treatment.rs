//! How Docker Compose treats what stands under a key: casts, merging, identity, canonical form.

/// What a string is turned into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compose) enum Cast {
    Bool,
    Int,
    Float,
}

/// How a later value meets an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compose) enum Merge {
    /// Mappings key by key, lists one behind the other, anything else is replaced; null keeps the earlier value.
    Deep,
    /// The later value, even if it is null.
    Replace,
    /// Both as lists of `key=value`.
    Sequence,
    /// Both as lists, without repetition.
    Listed,
    /// A string is the context.
    Build,
    /// A list is a mapping to the default condition.
    DependsOn,
    /// Key by key only if both name the same driver, or one names none.
    Logging,
    /// A list is a mapping to nothing.
    Mapping,
    /// Ranges key by key, anything else is replaced.
    Ulimit,
    /// Pools with the same subnet key by key.
    Pools,
}

/// What tells items apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compose) enum Index {
    /// The text before `=`.
    Name,
    /// The path in the container.
    Target,
    /// The device in the container.
    Device,
    /// The path in the container, by default under this folder.
    MountUnder(&'static str),
    /// Host address, host port, container port and protocol.
    Port,
    /// The text or number.
    Expose,
    /// The path.
    EnvFile,
}

/// How the short syntax becomes the long one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compose) enum Long {
    /// There is only one, but there may be short forms inside.
    Inside,
    /// There is only one, and nothing inside is looked at.
    Same,
    Build,
    DependsOn,
    Device,
    EnvFile,
    Extends,
    External,
    FileMount,
    Gpus,
    Include,
    KeyValues,
    List,
    Names,
    Ports,
    Ssh,
    Text,
    Ulimit,
    Volume,
}

/// What a value is in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compose) enum Kind {
    /// A mapping with the keys of its shape, or a list of such.
    Struct,
    Text,
    Bool,
    /// A switch that is on unless it is turned off.
    OptOut,
    Int,
    /// A port, or a range of them that is spread when it is printed.
    Port,
    /// A whole number that counts even if it is 0.
    Given,
    Float,
    Bytes,
    Cpus,
    Duration,
    /// A time that is left out if it is none at all.
    Delay,
    Command,
    Texts,
    /// Strings by name; without a value is nothing.
    Pairs,
    /// Strings by name; without a value is empty.
    Labels,
    Options,
    Hosts,
    Mode,
    /// A command, or a string for a shell.
    Test,
    /// A number of devices, or all.
    Count,
    /// Lists of strings by name.
    Lists,
    /// Keys of an SSH agent.
    Ssh,
    /// As it is written.
    Raw,
}
