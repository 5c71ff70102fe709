using ActorMlOps.Client;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Serving;

/// <summary>What an inference needs to know of a model.</summary>
/// <param name="Handle">Of the model, or of the version that was named.</param>
internal sealed record ServedModel(VersionSpec Spec, ModelHandle Handle)
{
    public KnownInputs Inputs { get; } = new(Spec.Signature);
}
