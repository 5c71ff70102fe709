using System.Text.Json;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorMlOps.Api.Tests.Hosting;

public sealed class ErrorPagesTests
{
    [Fact]
    public async Task Invoke_RefusedUnderApi_IsAProblemWithAllErrors()
    {
        var (response, json) = await InvokeAsync("/api/x", _ => throw new RequestException(409, "One.", "Two."));

        Assert.Equal((409, "application/problem+json"), (response.StatusCode, response.ContentType));
        Assert.Equal("Conflict", json.GetProperty("title").GetString());
        Assert.Equal("One. Two.", json.GetProperty("detail").GetString());
        Assert.Equal(["One.", "Two."], json.GetProperty("errors").EnumerateArray().Select(e => e.GetString()));
    }

    [Fact]
    public async Task Invoke_RefusedUnderV2_IsTheProtocolsForm()
    {
        var (response, json) = await InvokeAsync("/v2/x", _ => throw new Orleans.Runtime.GatewayTooBusyException());

        Assert.Equal((429, "1"), (response.StatusCode, response.Headers.RetryAfter.ToString()));
        Assert.Equal(["error"], json.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Invoke_WrongVerb_SaysWhichAreAllowed()
    {
        var (response, json) = await InvokeAsync("/v2/x", context =>
        {
            context.Response.StatusCode = 405;
            context.Response.Headers.Allow = "POST";
            return Task.CompletedTask;
        });

        Assert.Equal((405, "POST"), (response.StatusCode, response.Headers.Allow.ToString()));
        Assert.Equal("GET is not allowed at /v2/x; allowed: POST.", json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Invoke_ABug_ShowsNoStack()
    {
        var (response, json) = await InvokeAsync("/api/x", _ => throw new InvalidOperationException("secret"));

        Assert.Equal(500, response.StatusCode);
        Assert.DoesNotContain("secret", json.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(400, 0)]
    [InlineData(404, 0)]
    public async Task Invoke_CallerWhoIsRefused_IsCountedHoweverTheRefusalWasMade(int status, int counted)
    {
        var refusals = new CountedRefusals();
        await InvokeAsync("/api/x", _ => throw new RequestException(status, "No."), refusals);
        await InvokeAsync("/api/x", context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }, refusals);

        Assert.Equal(Enumerable.Repeat(Refusal.Unauthorized, 2 * counted), refusals.Counted);
    }

    private static async Task<(HttpResponse Response, JsonElement Json)> InvokeAsync(string path, RequestDelegate next, IRefusals? refusals = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = path;
        context.Response.Body = new MemoryStream();
        await new ErrorPages(next, refusals ?? new CountedRefusals(), NullLogger<ErrorPages>.Instance).InvokeAsync(context);
        context.Response.Body.Position = 0;
        return (context.Response, JsonDocument.Parse(context.Response.Body).RootElement);
    }
}
