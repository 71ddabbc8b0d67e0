package jacquard.api;

/// How an optimiser moves one parameter: the nodes of its next value and of its slots' next values.
interface UpdateRule {
  /// Rules may add nodes shared by all parameters when they are made.
  static UpdateRule of(Optimizer optimizer, UpdateInputs inputs) {
    return switch (optimizer) {
      case Optimizer.Sgd sgd -> new SgdRule(sgd);
      case Optimizer.Adam adam -> new AdamRule(adam, inputs);
      case Optimizer.RmsProp rmsProp -> new RmsPropRule(rmsProp);
      case Optimizer.Adagrad adagrad -> new AdagradRule(adagrad, inputs);
    };
  }

  void update(ParameterUpdate of);
}
