//! What keeps services apart as a drawing: they are rows, networks or policies are lanes, and a dot is a membership.

use std::io::{self, Write};

use diag::{NetworkGraph, Segments};

use super::text;

const LANE: usize = 44;
const ROW: usize = 30;
/// Longest name that is drawn in full.
const MAX_NAME: usize = 22;

/// Draws a graph.
pub(super) fn write(graph: &NetworkGraph, out: &mut dyn Write) -> io::Result<()> {
    let names = graph.services.iter().map(|it| it.name.chars().count().min(MAX_NAME));
    let label = 50 + names.max().unwrap_or(0) * 8;
    let longest = graph.networks.iter().map(|it| it.name.chars().count().min(MAX_NAME)).max();
    // Names stand slanted above their lanes, half as high as they are long.
    let head = 40 + longest.unwrap_or(0) * 5;
    let width = label + graph.networks.len() * LANE + head;
    let height = head + graph.services.len() * ROW + 12;
    writeln!(
        out,
        "<div class=\"scroll\"><svg class=\"net\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" aria-label=\"{}\">",
        text(&words(graph))
    )?;
    let middle = |row: usize| head + row * ROW + ROW / 2;
    for (row, service) in graph.services.iter().enumerate() {
        let y = middle(row);
        let class = if service.is_published { "open" } else { "shut" };
        writeln!(
            out,
            "<line class=\"row\" x1=\"{label}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>\
             <text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            label + graph.networks.len() * LANE,
            label - 12,
            y + 5,
            named(&service.name),
        )?;
        if service.is_published {
            writeln!(
                out,
                "<path class=\"open\" d=\"M2 {y} h14 m-5 -4 l5 4 l-5 4\"><title>reachable from outside</title></path>"
            )?;
        }
    }
    for (column, network) in graph.networks.iter().enumerate() {
        let x = label + column * LANE + LANE / 2;
        let class = if network.is_internal { "internal" } else { "outside" };
        let (top, end) = (head - 10, network.members.iter().max().map_or(head, |row| middle(*row)));
        writeln!(
            out,
            "<g class=\"{class}\"><line x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{end}\"/>\
             <text transform=\"translate({} {}) rotate(-32)\">{}</text>",
            x - 2,
            top - 6,
            named(&network.name),
        )?;
        for row in &network.members {
            let (y, service) = (middle(*row), &graph.services[*row]);
            if service.is_store {
                writeln!(
                    out,
                    "<rect x=\"{}\" y=\"{}\" width=\"12\" height=\"12\"/>",
                    x - 6,
                    y - 6
                )?;
            } else {
                writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"6\"/>")?;
            }
        }
        writeln!(out, "</g>")?;
    }
    writeln!(out, "</svg></div>")
}

/// What the drawing says, for those who do not see it.
fn words(graph: &NetworkGraph) -> String {
    let networks = graph.networks.iter().map(|network| {
        let members: Vec<_> =
            network.members.iter().map(|row| graph.services[*row].name.as_str()).collect();
        let way = match (graph.segments, network.is_internal) {
            (Segments::Networks, true) => "internal network",
            (Segments::Networks, false) => "network",
            (Segments::Policies, true) => "denying policy",
            (Segments::Policies, false) => "policy",
        };
        format!("{way} {}: {}", network.name, members.join(", "))
    });
    networks.collect::<Vec<_>>().join("; ")
}

/// A name as it is drawn; one that is cut off is told in full where the pointer rests.
fn named(name: &str) -> String {
    match name.char_indices().nth(MAX_NAME) {
        Some((at, _)) => format!("{}…<title>{}</title>", text(&name[..at]), text(name)),
        None => text(name),
    }
}
