//! One network of a model folder, run on the processor.

use std::path::Path;
use std::sync::Arc;

use rten::{Model, NodeId, RunOptions, ThreadPool, Value, ValueOrView};

/// Why a network cannot be loaded or run. The text is for the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct NetError(String);

impl NetError {
    pub(crate) fn new(reason: impl std::fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

/// A network with the threads it runs on.
pub(crate) struct Net {
    model: Model,
    options: RunOptions,
}

impl Net {
    /// Reads a file.
    pub fn load(file: &Path, pool: &Arc<ThreadPool>) -> Result<Self, NetError> {
        let model = Model::load_file(file).map_err(NetError::new)?;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        Ok(Self { model, options })
    }

    /// The input or output of a name.
    pub fn node(&self, name: &str) -> Result<NodeId, NetError> {
        let found = self.model.find_node(name);
        found.ok_or_else(|| NetError(format!("it has no {name}")))
    }

    /// The same where it may be missing.
    pub fn find(&self, name: &str) -> Option<NodeId> {
        self.model.find_node(name)
    }

    /// Runs it.
    pub fn run<const N: usize>(
        &self,
        inputs: Vec<(NodeId, ValueOrView<'_>)>,
        outputs: [NodeId; N],
    ) -> Result<[Value; N], NetError> {
        let options = Some(self.options.clone());
        self.model
            .run_n(inputs, outputs, options)
            .map_err(NetError::new)
    }
}
