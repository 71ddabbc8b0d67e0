package jacquard.api.cli;

import jacquard.api.Model;
import jacquard.api.TrainingDefaults;
import jacquard.api.cli.option.NetworkChoice;
import jacquard.ir.graph.Graph;

/// The three programs of a model, as `--program` names them.
enum ProgramChoice {
  INFERENCE, EVALUATION, TRAINING;

  Graph graph(Model model) {
    return switch (this) {
      case INFERENCE -> model.graphs().inference();
      case EVALUATION -> model.graphs().evaluation();
      case TRAINING -> model.graphs().training(NetworkChoice.loss(model), TrainingDefaults.optimizer());
    };
  }
}
