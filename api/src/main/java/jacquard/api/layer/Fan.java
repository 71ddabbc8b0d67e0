package jacquard.api.layer;

/// How many terms a parameter takes part in: `inputs` are summed into one output, one input spreads over `outputs`.
///
/// For a convolution's weights `[O, C/G, R…]`: `inputs = C/G·ΠR`, `outputs = O·ΠR`; for dense weights `[O, I]`: `I` and `O`.
/// A bias has the fan of the weights beside it.
/// Source: He, Zhang, Ren, Sun 2015, arXiv:1502.01852, section 2.2.
public record Fan(long inputs, long outputs) {}
