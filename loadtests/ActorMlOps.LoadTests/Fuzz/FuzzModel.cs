using System.Text.Json.Nodes;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>A model that is fuzzed, with a valid request of two rows from which others are made.</summary>
/// <param name="Inputs">Elements of the protocol's <c>inputs</c>, data flat.</param>
internal sealed record FuzzModel(string Name, byte[] File, JsonArray Inputs)
{
    public const string Version = "v1";

    private const int Rows = 2;

    /// <summary>One of each kind: a float row, named columns of numbers and texts, an image with a fixed batch, text inputs.</summary>
    private static readonly (string Model, string Version, int Rows)[] Kinds =
        [("elec2", "v1", Rows), ("elec2", "v4", Rows), ("adult_income", "v3", Rows), ("taxi_fare", "v2", Rows), ("mnist_cnn", "v1", 1)];

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Material", "Models");

    /// <summary>Valid; labels name its id.</summary>
    public string Request => new JsonObject { ["id"] = "a1", ["inputs"] = Inputs.DeepClone() }.ToJsonString();

    public static IReadOnlyList<FuzzModel> Read() => [.. Kinds.Select(k => Read(k.Model, k.Version, k.Rows))];

    private static FuzzModel Read(string model, string version, int rows)
    {
        var folder = Path.Combine(Root, model, version);
        var expected = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(folder, "expected.json")))!;
        var inputs = expected["inputs"]!.AsArray().Select(input => First(input!.AsObject(), rows));
        return new($"fuzz.{model}.{version}", System.IO.File.ReadAllBytes(Path.Combine(folder, "model.onnx")), [.. inputs]);
    }

    private static JsonNode First(JsonObject input, int rows)
    {
        var shape = input["shape"]!.AsArray().Select(d => (int)d!).ToArray();
        var rowLength = shape[1..].Aggregate(1, (product, size) => product * size);
        return new JsonObject
        {
            ["name"] = (string)input["name"]!,
            ["datatype"] = (string)input["datatype"]!,
            ["shape"] = new JsonArray([JsonValue.Create((long)rows), .. shape[1..].Select(d => JsonValue.Create((long)d))]),
            ["data"] = new JsonArray([.. input["data"]!.AsArray().Take(rows * rowLength).Select(v => v!.DeepClone())]),
        };
    }
}
