package jacquard.api.train;

import jacquard.api.data.Augmentation;
import jacquard.api.network.NetworkDefinition;
import jacquard.api.report.Detail;
import jacquard.api.run.StepRunner;
import jacquard.ir.NdArray;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// All that a run of training is given besides its examples.
///
/// @param values of parameters and statistics at the start; nobody writes into them
/// @param training the training graph's runner
/// @param evaluation makes a runner of the evaluation graph with the loss
/// @param activations makes a runner of the graph whose outputs are the layers' results in training
/// @param order in which an epoch visits the examples
/// @param best the rule by which epochs are compared, and the best of them is kept
/// @param keepsBest whether the run gives the values of the best epoch
/// @param details what is measured beside losses and errors; the graphs have the outputs for it
/// @param shown the parameters whose gradients are outputs of the training graph
public record TrainingSetup(NetworkDefinition structure, Map<String, NdArray> values, StepRunner training, Supplier<StepRunner> evaluation,
    Supplier<StepRunner> activations, Targets targets, Pace pace, Optional<Augmentation> augmentation, ExampleOrder order,
    BestEpoch best, boolean keepsBest, Set<Detail> details, Set<String> shown, Optional<TrainingObserver> observer) {
}
