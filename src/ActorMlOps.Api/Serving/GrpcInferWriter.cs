using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Serving;
using Google.Protobuf;

namespace ActorMlOps.Api.Serving;

/// <summary>From an answer to its gRPC form. Raw contents are views of the answer's own buffers.</summary>
internal static class GrpcInferWriter
{
    /// <param name="raw">The inputs came raw: so do the outputs. Half floats have no other form, and the two are not mixed.</param>
    public static ModelInferResponse Write(InferAnswer answer, bool raw)
    {
        raw |= Array.Exists(answer.Outputs, o => !GrpcContents.Holds(o.Tensor.Type));
        var prediction = answer.Prediction;
        var response = new ModelInferResponse
        {
            ModelName = answer.Model,
            ModelVersion = prediction.Version,
            Id = answer.Id,
            Parameters =
            {
                ["epoch"] = new() { Int64Param = prediction.Epoch },
                ["variant"] = new() { StringParam = InferResponseWriter.VariantName(prediction.Role) },
                ["degraded"] = new() { BoolParam = prediction.Degraded },
            },
        };
        // A parameter has one value: the receipts of several rows are one text, with commas between them.
        if (!prediction.Receipts.IsEmpty)
            response.Parameters[prediction.Receipts.Length == 1 ? "receipt" : "receipts"] = new() { StringParam = string.Join(',', prediction.Receipts.ToArray()) };
        foreach (var (tensor, _) in answer.Outputs)
        {
            var output = new ModelInferResponse.Types.InferOutputTensor { Name = tensor.Name, Datatype = tensor.Type.Name() };
            if (answer.Rows is { } rows)
                output.Shape.Add(rows);
            foreach (var size in tensor.RowShape)
                output.Shape.Add(size);
            if (raw)
                response.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(tensor.Data));
            else
                output.Contents = GrpcContents.Write(tensor.Type, tensor.Data.Span);
            response.Outputs.Add(output);
        }
        return response;
    }
}
