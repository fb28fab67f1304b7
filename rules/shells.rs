//! Which images have no shell, and where one may come from besides the base.

use model::catalogue::{self, Size};
use model::dockerfile::StageView;
use model::{ImageRef, Value};

/// Whether an image is listed as one that has no shell.
pub(crate) fn has_no_shell(image: &ImageRef) -> bool {
    catalogue::find(image).is_some_and(|entry| entry.shell.is_none() && entry.size == Size::Minimal)
}

/// The base of a stage, if it is known to have no shell.
pub(crate) fn shell_less_base(stage: &StageView<'_>) -> Option<String> {
    match &stage.state().root {
        None => {
            let is_scratch = |it: &StageView<'_>| it.external_base().is_none();
            stage.ancestry().iter().all(is_scratch).then(|| "`scratch`".to_owned())
        }
        Some(root) => {
            let image = root.known()?;
            has_no_shell(image).then(|| format!("`{image}`"))
        }
    }
}

/// Whether the stage sets a shell, or gets files from which one might come.
pub(crate) fn may_bring_shell(stage: &StageView<'_>) -> bool {
    let brings = |path: &Value<String>| match path {
        Value::Known(path) => {
            let folder = path.trim_end_matches('/');
            folder.is_empty()
                || folder == "."
                || ["/bin", "/usr", "/busybox"].iter().any(|it| folder.starts_with(it))
                || folder.ends_with("sh")
        }
        _ => true,
    };
    stage.ancestry().iter().any(|it| {
        it.state().shell.is_some()
            || it.own_transfers().any(|transfer| brings(&transfer.destination.value))
            || it.runs().iter().any(|run| !run.mounts.is_empty())
    })
}
