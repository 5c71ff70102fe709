using ActorMlOps.Inference;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Serving;

/// <param name="Outputs">In the order of the signature; empty unless <see cref="PredictOutcome.Ok"/>.</param>
internal readonly record struct RuntimeAnswer(PredictOutcome Outcome, string? Message, TensorData[] Outputs);
