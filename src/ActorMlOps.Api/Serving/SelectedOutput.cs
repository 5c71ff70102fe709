using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>An output of the answer.</summary>
/// <param name="Binary">Its values come in binary after the JSON.</param>
internal readonly record struct SelectedOutput(Tensor Tensor, bool Binary);
