using System.Net;
using System.Text.Json.Nodes;

namespace ActorMlOps.Integration.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ModelConformanceTests(ApiFixture fixture)
{
    public static TheoryData<string, string> Models
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (model, version) in Material.WithExpectations())
                data.Add(model, version);
            return data;
        }
    }

    public static TheoryData<string> Refused => [.. Material.MustBeRefused()];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Infer_InputsOfEveryModel_GivesTheExpectedOutputs(string model, string version)
    {
        var expected = Material.Expected(model, version);
        await fixture.Client.RegisteredAsync($"conformance.{model}", version, Material.Model(model, version));

        var answer = await fixture.Client.InferAsync(
            $"conformance.{model}", new JsonObject { ["inputs"] = expected["inputs"]!.DeepClone() }.ToJsonString(), version);

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        var outputs = answer.Json["outputs"]!.AsArray();
        Assert.Equal(expected["outputs"]!.AsArray().Select(o => (string)o!["name"]!), outputs.Select(o => (string)o!["name"]!));
        foreach (var (wanted, given) in expected["outputs"]!.AsArray().Zip(outputs))
            AssertSame(wanted!, given!, (double)expected["tolerance_abs"]!);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Register_BrokenFile_IsRefusedWithTheReasonAndTheSiloLives(string file)
    {
        var name = "refused." + Path.GetFileNameWithoutExtension(file);

        var answer = await fixture.Client.RegisterAsync(name, "1", Material.Refused(file));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.StartsWith("'model': ", Assert.Single(answer.Json["errors"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Client.GetAsync($"/api/models/{name}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await fixture.Client.GetAsync("/healthz/ready")).Status);
    }

    [Fact]
    public async Task Infer_OutputsThatAreNotFinite_AreTexts()
    {
        await fixture.Client.RegisteredAsync("conformance.nan", "1", Material.Model("nan_and_inf", "v1"));

        var answer = await fixture.Client.InferAsync(
            "conformance.nan", """{"inputs":[{"name":"x","datatype":"FP32","shape":[4,1],"data":[0,-1,1,"Infinity"]}]}""");

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal("""["-Infinity","NaN",0,"Infinity"]""", answer.Json["outputs"]![0]!["data"]!.ToJsonString());
    }

    [Theory]
    [InlineData("BOOL", "[true,false]")]
    [InlineData("INT8", "[-128,127]")]
    [InlineData("INT16", "[-32768,32767]")]
    [InlineData("INT32", "[-2147483648,2147483647]")]
    [InlineData("INT64", "[-9223372036854775808,9223372036854775807]")]
    [InlineData("UINT8", "[0,255]")]
    [InlineData("UINT16", "[0,65535]")]
    [InlineData("UINT32", "[0,4294967295]")]
    [InlineData("UINT64", "[0,18446744073709551615]")]
    [InlineData("FP16", "[-1.5,65504]")]
    [InlineData("FP32", "[0.1,\"NaN\"]")]
    [InlineData("FP64", "[0.1,\"-Infinity\"]")]
    [InlineData("BYTES", "[\"\",\"é漢\"]")]
    public async Task Infer_EveryDatatype_GoesThroughTheModelUnchanged(string type, string data)
    {
        var model = "dtype." + type;
        await fixture.Client.RegisteredAsync(model, "1", TinyOnnx.Identity(type, -1, 1));

        var answer = await fixture.Client.InferAsync(
            model, $$"""{"inputs":[{"name":"x","datatype":"{{type}}","shape":[2,1],"data":{{data}}}]}""");

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        var output = answer.Json["outputs"]![0]!;
        Assert.Equal((type, "[2,1]"), ((string)output["datatype"]!, output["shape"]!.ToJsonString()));
        Assert.Contains($"\"data\":{data}", answer.Text, StringComparison.Ordinal);
    }

    private static void AssertSame(JsonNode expected, JsonNode given, double tolerance)
    {
        Assert.Equal(((string)expected["datatype"]!, expected["shape"]!.ToJsonString()), ((string)given["datatype"]!, given["shape"]!.ToJsonString()));
        var (wanted, values) = (expected["data"]!.AsArray(), given["data"]!.AsArray());
        Assert.Equal(wanted.Count, values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i]!.GetValueKind() == System.Text.Json.JsonValueKind.Number)
                Assert.True(Math.Abs((double)wanted[i]! - (double)values[i]!) <= tolerance, $"{expected["name"]}[{i}]: {wanted[i]} is not {values[i]}.");
            else
                Assert.Equal(wanted[i]!.ToJsonString(), values[i]!.ToJsonString());
        }
    }
}
