using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Serving;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// From the gRPC form of an inference request to tensors. Raw contents are not copied: the message's buffers are nobody's else and never
/// written to again.
/// </summary>
internal static class GrpcInferReader
{
    /// <exception cref="RequestException">The message names the field and says what is expected.</exception>
    public static InferRequest Read(ModelInferRequest request) => new(
        InferParameters.CheckId(request.Id), ReadParameters(request.Parameters), ReadInputs(request), ReadOutputs(request.Outputs));

    internal static InferParameters ReadParameters(MapField<string, InferParameter> parameters)
    {
        var read = default(InferParameters);
        if (parameters.TryGetValue("unit_id", out var unit))
        {
            if (!unit.HasStringParam)
                throw new RequestException("'parameters.unit_id' must be a string_param.");
            read = read with { UnitId = InferParameters.CheckUnitId(unit.StringParam) };
        }
        if (parameters.TryGetValue("timeout", out var timeout))
        {
            read = read with
            {
                Timeout = InferParameters.CheckTimeout(
                    timeout.HasInt64Param ? timeout.Int64Param
                    : timeout.HasUint64Param ? (long)Math.Min(timeout.Uint64Param, long.MaxValue)
                    : null),
            };
        }
        if (parameters.TryGetValue("receipts", out var receipts))
        {
            if (!receipts.HasBoolParam)
                throw new RequestException("'parameters.receipts' must be a bool_param.");
            read = read with { Receipts = receipts.BoolParam };
        }
        return read;
    }

    private static InferInput[] ReadInputs(ModelInferRequest request)
    {
        var (inputs, raw) = (request.Inputs, request.RawInputContents);
        if (inputs.Count is 0 or > InferRequestReader.MaxNamedThings)
            throw new RequestException($"'inputs' has {inputs.Count} elements; give 1 to {InferRequestReader.MaxNamedThings}.");
        if (raw.Count > 0 && raw.Count != inputs.Count)
        {
            throw new RequestException(
                $"'raw_input_contents' has {raw.Count} elements, 'inputs' has {inputs.Count}: give one for each input, in the same "
                + $"order, or typed contents for all; input '{inputs[Math.Min(raw.Count, inputs.Count - 1)].Name}' is where they part.");
        }
        HashSet<string>? names = null;
        var read = new InferInput[inputs.Count];
        for (var i = 0; i < read.Length; i++)
        {
            if (inputs[i].Name.Length == 0)
                throw new RequestException($"'inputs[{i}].name' is missing.");
            if (InferInput.IsAmong(read.AsSpan(0, i), inputs[i].Name, ref names))
                throw new RequestException($"Input '{inputs[i].Name}' is given twice.");
            read[i] = ReadInput(inputs[i], raw.Count > 0 ? raw[i] : null);
        }
        return read;
    }

    private static InferInput ReadInput(ModelInferRequest.Types.InferInputTensor input, ByteString? raw)
    {
        var name = input.Name;
        if (!TensorTypes.TryParse(input.Datatype, out var type))
            throw new RequestException($"Input '{name}': 'datatype' {JsonErrors.Shown(input.Datatype)} is none of {TensorTypes.All}.");
        var shape = ReadShape(name, input.Shape);
        if (raw is null)
            return new(name, type, shape, GrpcContents.Read(name, type, shape, input.Contents ?? new()));
        if (GrpcContents.Any(input.Contents))
            throw new RequestException($"Input '{name}' has 'contents' beside 'raw_input_contents': send all inputs raw, or none.");
        TensorBytes.Demand(name, type, shape, raw.Span, "its raw content");
        return new(name, type, shape, raw.Memory);
    }

    private static int[] ReadShape(string name, RepeatedField<long> dimensions)
    {
        if (dimensions.Count > TensorJsonReader.MaxRank)
            throw new RequestException($"Input '{name}': 'shape' has more than {TensorJsonReader.MaxRank} dimensions.");
        var shape = new int[dimensions.Count];
        for (var d = 0; d < shape.Length; d++)
        {
            if (dimensions[d] is < 0 or > int.MaxValue)
                throw new RequestException($"Input '{name}': 'shape[{d}]' must be a whole number from 0 to {int.MaxValue}.");
            shape[d] = (int)dimensions[d];
        }
        return shape;
    }

    private static RequestedOutput[]? ReadOutputs(RepeatedField<ModelInferRequest.Types.InferRequestedOutputTensor> outputs)
    {
        if (outputs.Count == 0)
            return null;
        if (outputs.Count > InferRequestReader.MaxNamedThings)
            throw new RequestException($"'outputs' has more than {InferRequestReader.MaxNamedThings} elements.");
        var twice = outputs.GroupBy(o => o.Name).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? [.. outputs.Select(o => new RequestedOutput(o.Name))]
            : throw new RequestException($"Output '{twice.Key}' is asked for twice.");
    }
}
