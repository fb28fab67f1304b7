//! What is drawn: layers of defence, networks and network policies.

use std::io::{self, Write};

use diag::{Answer, Hardening, Segments};

use super::{network, text};
use crate::assessment::Context;
use crate::text::count;

/// Containers in the table of layers.
const MAX_ROWS: usize = 200;
/// Projects whose networks are drawn.
const MAX_GRAPHS: usize = 20;

/// The layers of defence around every service and container. A mark carries it, the colour only helps.
pub(super) fn hardening(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Hardening { layers, rows } = &cx.circumstances.hardening;
    if rows.is_empty() {
        return Ok(());
    }
    write!(
        out,
        "<section>\n<h2>Layers of defence</h2>\n<p class=\"note\">✓ stands, ✗ does not, ? has to be looked at, w waived.</p>\n\
         <div class=\"scroll\"><table class=\"layers\">\n<thead><tr><th>Container</th>"
    )?;
    layers.iter().try_for_each(|layer| write!(out, "<th>{}</th>", text(layer)))?;
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for row in rows.iter().take(MAX_ROWS) {
        let (subject, path) = (text(&row.subject), text(&row.path));
        write!(out, "<tr><th scope=\"row\">{subject}<br><span class=\"place\">{path}</span></th>")?;
        for cell in &row.cells {
            let (mark, answer) = match cell {
                Some(Answer::Pass) => ("✓", Answer::Pass),
                Some(Answer::Fail) => ("✗", Answer::Fail),
                Some(Answer::Review) => ("?", Answer::Review),
                Some(Answer::Waived) => ("w", Answer::Waived),
                _ => ("·", Answer::NotApplicable),
            };
            let (class, words) = (answer.as_str(), answer.words());
            write!(
                out,
                "<td class=\"cell\"><span class=\"mark {class}\" title=\"{words}\">{mark}</span></td>"
            )?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table></div>")?;
    rest(rows.len(), MAX_ROWS, "container", out)?;
    writeln!(out, "</section>")
}

const NETWORKS: &str = "A dot is a service in a network, a square one that stores data. Dashed networks are internal: no \
    way leads out. An arrow marks a service that publishes a port beyond its host.";
const POLICIES: &str = "A dot is a workload that a network policy selects, a square a stateful one. Dashed policies deny \
    all traffic in a direction. Without a dot nothing isolates a workload. An arrow marks one that is reachable from \
    outside the cluster, or is in the network of its host, which no policy reaches.";

/// The networks of every Compose project and the policies of every namespace, drawn.
pub(super) fn networks(cx: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    drawn("Networks", NETWORKS, "project", Segments::Networks, cx, out)?;
    drawn("Network policies", POLICIES, "namespace", Segments::Policies, cx, out)
}

fn drawn(
    title: &str,
    note: &str,
    what: &str,
    segments: Segments,
    cx: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let all = cx.circumstances.networks.iter().filter(|graph| graph.segments == segments);
    let graphs: Vec<_> = all.collect();
    if graphs.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section>\n<h2>{title}</h2>\n<p class=\"note\">{note}</p>")?;
    for graph in graphs.iter().take(MAX_GRAPHS) {
        let name = if graph.project.is_empty() { "no namespace" } else { &graph.project };
        writeln!(out, "<h3>{}</h3>", text(name))?;
        network::write(graph, out)?;
    }
    rest(graphs.len(), MAX_GRAPHS, what, out)?;
    writeln!(out, "</section>")
}

/// Says what is left out.
fn rest(all: usize, shown: usize, what: &str, out: &mut dyn Write) -> io::Result<()> {
    if all > shown {
        writeln!(out, "<p class=\"note\">and {} more</p>", count(all - shown, what))?;
    }
    Ok(())
}
