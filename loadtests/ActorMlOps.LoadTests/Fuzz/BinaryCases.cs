using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Inference requests with the protocol's binary extension: JSON, then tensors; lengths that do not add up above all.</summary>
internal sealed class BinaryCases(IReadOnlyList<FuzzModel> models) : IFuzzGenerator
{
    private const string JsonLengthHeader = "Inference-Header-Content-Length";

    public string Kind => "binary";

    public FuzzCase Next(long number, Random random)
    {
        var model = models[random.Next(models.Count)];
        var tensors = model.Inputs.Select(i => TensorEncoding.Raw(i!)).ToArray();
        var json = Json(model, tensors, random);
        byte[] raw = [.. tensors.SelectMany(t => t)];
        var header = Encoding.UTF8.GetBytes(json);
        if (random.Next(3) == 0)
            header = random.Next(2) == 0 ? JsonMutator.Mutate(json, random) : ByteMutator.Mutate(header, random);
        if (random.Next(3) == 0)
            raw = ByteMutator.Mutate(raw, random);
        byte[] body = [.. header, .. raw];
        if (random.Next(10) == 0)
            body = ByteMutator.Mutate(body, random);
        return new(Kind, number, HttpMethod.Post, $"/v2/models/{model.Name}/infer", "application/octet-stream", body)
        {
            Headers = Length(header.Length, random) is { } length ? [(JsonLengthHeader, length)] : [],
        };
    }

    private static string Json(FuzzModel model, byte[][] tensors, Random random)
    {
        var inputs = model.Inputs.DeepClone().AsArray();
        for (var i = 0; i < tensors.Length; i++)
        {
            var input = inputs[i]!.AsObject();
            if (random.Next(8) == 0)
                continue; // As JSON, among binary ones.
            if (random.Next(12) > 0)
                input.Remove("data");
            input["parameters"] = new JsonObject { ["binary_data_size"] = Size(tensors[i].Length, random) };
            if (random.Next(8) == 0)
                input["shape"]!.AsArray()[random.Next(input["shape"]!.AsArray().Count)] = Dimension(random);
        }
        var parameters = new JsonObject { ["binary_data_output"] = random.Next(2) == 0 };
        return new JsonObject { ["inputs"] = inputs, ["parameters"] = parameters }.ToJsonString();
    }

    private static JsonNode Size(int length, Random random) => random.Next(12) switch
    {
        0 => length - 1,
        1 => length + 1,
        2 => Dimension(random),
        3 => length.ToString(CultureInfo.InvariantCulture),
        _ => length,
    };

    public static long Dimension(Random random) => random.Next(8) switch
    {
        0 => -1,
        1 => 0,
        2 => int.MaxValue,
        3 => 1L << 32,
        4 => long.MaxValue,
        5 => long.MinValue,
        6 => 1L << random.Next(63),
        _ => random.Next(100),
    };

    /// <summary>Null: the header is missing.</summary>
    private static string? Length(int length, Random random) => random.Next(12) switch
    {
        0 => (length - 1).ToString(CultureInfo.InvariantCulture),
        1 => (length + 1).ToString(CultureInfo.InvariantCulture),
        2 => Dimension(random).ToString(CultureInfo.InvariantCulture),
        3 => new[] { "", " ", "x", "1e3", "+5", "0x10", "99999999999999999999", "5,5" }[random.Next(8)],
        4 => null,
        _ => length.ToString(CultureInfo.InvariantCulture),
    };
}
