using System.Text;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Inference requests as JSON.</summary>
internal sealed class JsonCases(IReadOnlyList<FuzzModel> models) : IFuzzGenerator
{
    private const int InventedDepth = 6;
    private const int MostBrackets = 20_000;

    private readonly string[] _requests = [.. models.Select(m => m.Request)];

    public string Kind => "json";

    public FuzzCase Next(long number, Random random)
    {
        var model = random.Next(models.Count);
        return new(Kind, number, HttpMethod.Post, Path(model, random), "application/json", Body(_requests[model], random));
    }

    private static byte[] Body(string request, Random random) => random.Next(100) switch
    {
        < 45 => JsonMutator.Mutate(request, random),
        < 80 => ByteMutator.Mutate(Encoding.UTF8.GetBytes(request), random),
        < 90 => ByteMutator.Mutate(JsonMutator.Mutate(request, random), random),
        < 99 => Encoding.UTF8.GetBytes(JsonMutator.Invent(random, InventedDepth)?.ToJsonString() ?? "null"),
        _ => Encoding.UTF8.GetBytes(new string(random.Next(2) == 0 ? '[' : '{', random.Next(1, MostBrackets))),
    };

    private string Path(int model, Random random) => random.Next(20) switch
    {
        0 => $"/v2/models/{models[random.Next(models.Count)].Name}/infer",
        1 => $"/v2/models/{Uri.EscapeDataString(Encoding.Latin1.GetString(ByteMutator.Word(random)))}/infer",
        2 => $"/v2/models/{models[model].Name}/versions/{Uri.EscapeDataString(Encoding.Latin1.GetString(ByteMutator.Word(random)))}/infer",
        3 => $"/v2/models/{models[model].Name}/versions/{FuzzModel.Version}/infer",
        _ => $"/v2/models/{models[model].Name}/infer",
    };
}
