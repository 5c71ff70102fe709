using ActorMlOps.Api.Hosting;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>A decoded inference request, whatever form it came in.</summary>
/// <param name="Id">As the caller named it; null: not named.</param>
/// <param name="Outputs">What to answer with, in this order; null: all outputs.</param>
internal sealed record InferRequest(string? Id, InferParameters Parameters, InferInput[] Inputs, RequestedOutput[]? Outputs)
{
    /// <summary>The inputs as rows: their first dimension is the row, unless the model has no batch dimension.</summary>
    /// <param name="known">What is known of the model's inputs.</param>
    /// <exception cref="RequestException">The inputs don't agree on the number of rows.</exception>
    public TensorBatch ToBatch(BatchMode mode, KnownInputs known)
    {
        var tensors = new Tensor[Inputs.Length];
        if (mode == BatchMode.Whole)
        {
            for (var i = 0; i < tensors.Length; i++)
                tensors[i] = new(Inputs[i].Name, Inputs[i].Type, Inputs[i].Shape, Inputs[i].Data);
            return new(1, tensors);
        }

        foreach (var input in Inputs)
        {
            if (input.Shape.Length == 0)
                throw new RequestException($"Input '{input.Name}': 'shape' must start with the number of rows, such as [1].");
            if (input.Shape[0] == 0)
                throw new RequestException($"Input '{input.Name}': 'shape' starts with 0: send at least one row.");
            if (input.Shape[0] != Inputs[0].Shape[0])
            {
                throw new RequestException(
                    $"Input '{input.Name}' has {input.Shape[0]} rows, "
                    + $"input '{Inputs[0].Name}' has {Inputs[0].Shape[0]}: all inputs must have as many.");
            }
        }
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = new(Inputs[i].Name, Inputs[i].Type, known.RowShape(Inputs[i].Name, Inputs[i].Shape), Inputs[i].Data);
        return new(Inputs[0].Shape[0], tensors);
    }
}
