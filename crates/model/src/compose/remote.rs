//! What a project fetches from elsewhere before or while it is run.

use diag::Span;
use syntax::yaml::Node;

use super::Project;
use super::resolve::{is_remote, section};

/// Something that is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteSource {
    /// Where from, as written.
    pub text: String,
    /// Where it is written.
    pub span: Span,
    /// Why it is not known for certain, if it is not.
    pub doubt: Option<String>,
}

impl Project {
    /// Remote files that it includes or extends, and remote contexts that it builds.
    pub fn remote_sources(&self) -> Vec<RemoteSource> {
        let documents = self.files.iter().flat_map(|file| &file.stream.documents);
        let roots: Vec<&Node> = documents.filter_map(|it| it.root.as_ref()).collect();
        let includes = roots.iter().filter_map(|root| root.get("include")).flat_map(Node::items);
        let paths = includes.flat_map(|include| texts(include.get("path").unwrap_or(include)));
        let services = roots.iter().flat_map(|root| section(root, "services"));
        let bases = services.filter_map(|service| service.value.path(&["extends", "file"]));
        let builds = self.services().iter().filter_map(|service| service.value.get("build"));
        let contexts = builds.flat_map(|build| {
            let named = build.get("additional_contexts").map_or(&[][..], Node::entries);
            build.get("context").into_iter().chain(named.iter().map(|entry| &entry.value))
        });
        paths.chain(bases).chain(contexts).filter_map(|node| self.remote(node)).collect()
    }

    fn remote(&self, node: &Node) -> Option<RemoteSource> {
        let text = node.as_str().filter(|text| is_remote(text))?;
        // What is included is read as it is written, with its variables.
        let written = text.contains('$').then_some("it hangs on a variable");
        let doubt = self.doubt(node).or(written).map(str::to_owned);
        Some(RemoteSource { text: text.to_owned(), span: node.target().span, doubt })
    }
}

/// A path, or each of several.
fn texts(node: &Node) -> Vec<&Node> {
    if node.as_str().is_some() { vec![node] } else { node.items().iter().collect() }
}
