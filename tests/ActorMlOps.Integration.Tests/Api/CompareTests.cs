using System.Net;
using System.Text;

namespace ActorMlOps.Integration.Tests.Api;

/// <summary><c>POST /api/drift/compare</c>.</summary>
[Collection(ApiCollection.Name)]
public sealed class CompareTests(ApiFixture fixture)
{
    private static readonly string Reference = Rows(0);

    [Fact]
    public async Task Compare_TwoFiles_AnswersTheDriftReportAndStoresNothing()
    {
        var models = (await fixture.Client.GetAsync("/api/models")).Text;
        var answer = await PostAsync(("current", Rows(300)), ("config", """{"reference":{"labelColumn":"y"},"drift":{"methods":["psi","ks"],"features":{"y":["js"]},"datasetShare":1,"sampleSensitive":true},"detectors":{"severity":"page"},"alerts":[{"metric":"errors","op":">","threshold":0.1}]}"""), ("reference", Reference));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        var feature = Assert.Single(answer.Json["features"]!.AsArray())!;
        Assert.Equal(("x", true, 600), (feature["name"]!.GetValue<string>(), feature["drifted"]!.GetValue<bool>(), answer.Json["window"]!["rows"]!.GetValue<int>()));
        Assert.Equal(["psi", "ks"], feature["tests"]!.AsArray().Select(t => t!["method"]!.GetValue<string>()));
        Assert.Equal("y", answer.Json["label"]!["name"]!.GetValue<string>());
        Assert.Equal(1, answer.Json["dataset"]!["driftedShare"]!.GetValue<double>());
        Assert.Equal(models, (await fixture.Client.GetAsync("/api/models")).Text);
    }

    [Fact]
    public async Task Compare_AcceptsHtml_AnswersThePage()
    {
        using var form = Form([("reference", Reference), ("current", Rows(0))]);
        var answer = await fixture.Client.SendAsync(HttpMethod.Post, "/api/drift/compare", form, accept: "text/html");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.Status, answer.MediaType));
        Assert.Contains("<h1>No drift", answer.Text);
    }

    public static TheoryData<string, string, string?, string> Refusals => new()
    {
        { "reference", "x,y\n1,2\n", null, "Part 'current', a CSV or Parquet file, is missing" },
        { "current", "", null, "current: The table is empty" },
        { "current", "x\n1\n", null, "Only in the reference: y." },
        { "current", "x,y\n1,2\n", "{\"drift\":{\"mode\":\"other\"}}", "'drift.mode' must be one of default, evidently, nannyml" },
        { "current", "x,y\n1,2\n", "{\"drift\":{\"methods\":[\"psy\"]}}", "'psy'" },
        { "current", "x,y\n1,2\n", "{\"drfit\":{}}", "there is no field 'drfit'" },
        { "current", "x,y\n1,2\n", "{\"drift\":", "'config' is not valid JSON" },
        { "currant", "x,y\n1,2\n", null, "There is no part 'currant'" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Compare_WhatCannotBeCompared_Is400WithTheReason(string part, string text, string? config, string expected)
    {
        List<(string, string)> parts = part == "reference" ? [] : [("reference", Reference)];
        parts.Add((part, text));
        if (config is not null)
            parts.Add(("config", config));
        var answer = await PostAsync([.. parts]);
        Assert.True(answer.Status == HttpStatusCode.BadRequest, answer.Text);
        Assert.Contains(expected, answer.Error);
    }

    [Fact]
    public async Task Compare_NoMultipartBody_Is415()
    {
        var answer = await fixture.Client.SendAsync(HttpMethod.Post, "/api/drift/compare", new StringContent("x"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
    }

    [Fact]
    public async Task Compare_FileLargerThanAllowed_Is413()
    {
        var big = new StringBuilder(Reference);
        while (big.Length <= ApiFixture.MaxReferenceBytes)
            big.Append(Reference.AsSpan(4));
        var answer = await PostAsync(("reference", Reference), ("current", big.ToString()));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
    }

    private async Task<ApiAnswer> PostAsync(params (string Name, string Text)[] parts)
    {
        using var form = Form(parts);
        return await fixture.Client.SendAsync(HttpMethod.Post, "/api/drift/compare", form);
    }

    private static MultipartFormDataContent Form((string Name, string Text)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, text) in parts)
            form.Add(new StringContent(text), name, name);
        return form;
    }

    private static string Rows(int moved) => "x,y\n" + string.Concat(Enumerable.Range(0, 600).Select(i => $"{i + moved},{i % 2}\n"));
}
