using System.Net;
using System.Text;

namespace ActorMlOps.Integration.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class BadInputTests(ApiFixture fixture)
{
    private const string Good = """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,6],"data":[0,0,0,0,0,0]}]}""";

    [Theory]
    [InlineData("POST", "infer", "", 400, "not valid JSON")]
    [InlineData("POST", "infer", "{\"inputs\":[{\"name\":\"features\",", 400, "not valid JSON")]
    [InlineData("POST", "infer", "{\"inputs\":[]}", 400, "'inputs' is missing or empty")]
    [InlineData("POST", "infer", """{"inputs":[{"name":"fetures","datatype":"FP32","shape":[1,6],"data":[0,0,0,0,0,0]}]}""", 400, "Input 'features' is missing")]
    [InlineData("POST", "infer", """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,5],"data":[0,0,0,0,0]}]}""", 400, "Input 'features' must have rows of shape [6], not [5]")]
    [InlineData("POST", "infer", """{"inputs":[{"name":"features","datatype":"FP32","shape":[6],"data":[0,0,0,0,0,0]}]}""", 400, "Input 'features'")]
    [InlineData("POST", "infer", """{"inputs":[{"name":"features","datatype":"FP64","shape":[1,6],"data":[0,0,0,0,0,0]}]}""", 400, "Input 'features' must be FP32, not FP64")]
    [InlineData("POST", "infer", """{"inputs":[{"name":"features","datatype":"FP32","shape":[0,6],"data":[]}]}""", 400, "Input 'features': 'shape' starts with 0")]
    [InlineData("POST", "infer", """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,6],"data":[0,0,0,0,0,0]}],"outputs":[{"name":"lable"}]}""", 400, "no output 'lable'; it has: label, probabilities")]
    [InlineData("GET", "infer", null, 405, "allowed: POST")]
    [InlineData("DELETE", "", null, 405, "allowed: GET")]
    [InlineData("POST", "versions/9/infer", Good, 404, "There is no version '9' of a model")]
    [InlineData("POST", "nothing", Good, 404, "There is nothing at")]
    public async Task Call_BadRequest_IsRefusedInTheProtocolsFormWithTheField(string method, string path, string? body, int status, string expected)
    {
        var model = await ModelAsync();

        var answer = await fixture.Client.SendAsync(
            new HttpMethod(method), $"/v2/models/{model}/{path}".TrimEnd('/'), body is null ? null : new StringContent(body));

        Assert.Equal((status, "application/json"), ((int)answer.Status, answer.MediaType));
        Assert.Equal(["error"], answer.Json.AsObject().Select(p => p.Key));
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
        await AssertServesAsync(model);
    }

    [Theory]
    [InlineData("no.such.model")]
    [InlineData("no such model")]
    [InlineData("..%2F")]
    public async Task Infer_UnknownModel_Is404(string model) =>
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Client.InferAsync(model, Good)).Status);

    [Fact]
    public async Task Infer_TenMegabytesOfGarbage_IsRefused()
    {
        var model = await ModelAsync();
        var garbage = new byte[10_000_000];
        new Random(1).NextBytes(garbage);

        var answer = await fixture.Client.SendAsync(HttpMethod.Post, $"/v2/models/{model}/infer", new ByteArrayContent(garbage));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        await AssertServesAsync(model);
    }

    [Fact]
    public async Task Infer_LargerThanAllowed_Is413()
    {
        var model = await ModelAsync();

        var answer = await fixture.Client.SendAsync(
            HttpMethod.Post, $"/v2/models/{model}/infer", new ByteArrayContent(new byte[ApiFixture.MaxInferBytes + 1]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("11,000,000 bytes", answer.Error, StringComparison.Ordinal);
        await AssertServesAsync(model);
    }

    [Fact]
    public async Task Infer_DeepNesting_IsRefused()
    {
        var model = await ModelAsync();
        var deep = new StringBuilder().Insert(0, "[", 2_000_000).Insert(2_000_000, "]", 2_000_000);

        var answer = await fixture.Client.InferAsync(model, $$"""{"inputs":[{"name":"features","datatype":"FP32","shape":[1,6],"data":{{deep}}}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        await AssertServesAsync(model);
    }

    [Fact]
    public async Task Infer_BadRowsAmongConcurrentOnes_FailOnlyTheirOwnRequests()
    {
        const string Model = "bad.gather";
        await fixture.Client.RegisteredAsync(Model, "1", TinyOnnx.Gather());

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            (Index: i % 4, Answer: await fixture.Client.InferAsync(Model, $$"""{"inputs":[{"name":"x","datatype":"INT64","shape":[1,1],"data":[{{i % 4}}]}]}"""))));

        Assert.All(answers, a =>
        {
            Assert.Equal(a.Index == 3 ? HttpStatusCode.BadRequest : HttpStatusCode.OK, a.Answer.Status);
            if (a.Index < 3)
                Assert.Equal(10 * (a.Index + 1), (int)a.Answer.Json["outputs"]![0]!["data"]![0]!);
        });
    }

    [Fact]
    public async Task Infer_ConcurrentOnAModelWithoutBatchDimension_AnswersAll()
    {
        const string Model = "bad.whole";
        await fixture.Client.RegisteredAsync(Model, "1", TinyOnnx.Identity("FP32", 3));

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            fixture.Client.InferAsync(Model, $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[3],"data":[{{i}},1,2]}]}""")));

        for (var i = 0; i < answers.Length; i++)
        {
            Assert.True(answers[i].Status == HttpStatusCode.OK, answers[i].Text);
            Assert.Equal($"[{i},1,2]", answers[i].Json["outputs"]![0]!["data"]!.ToJsonString());
            Assert.Equal("[3]", answers[i].Json["outputs"]![0]!["shape"]!.ToJsonString());
        }
    }

    private async Task<string> ModelAsync()
    {
        const string Model = "bad.elec2";
        var answer = await fixture.Client.RegisterAsync(Model, "1", Material.Model("elec2", "v1"));
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
        return Model;
    }

    private async Task AssertServesAsync(string model)
    {
        var answer = await fixture.Client.InferAsync(model, Good);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
    }
}
