using ActorMlOps.Client;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>A prediction and how it was asked for, to be written in either form of the protocol.</summary>
/// <param name="Id">As the caller named it, or made here.</param>
/// <param name="Outputs">Those that were asked for, in that order.</param>
/// <param name="Batch">Whether the outputs' shapes begin with the number of rows.</param>
internal readonly record struct InferAnswer(string Model, string Id, Prediction Prediction, SelectedOutput[] Outputs, BatchMode Batch)
{
    /// <summary>What the shape of an output begins with for the caller: the number of rows; null: nothing.</summary>
    public int? Rows => Batch == BatchMode.Whole ? null : Prediction.Outputs.Rows;
}
