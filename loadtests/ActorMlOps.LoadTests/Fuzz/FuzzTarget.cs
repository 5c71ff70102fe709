using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ActorMlOps.LoadTests.Drivers;
using ActorMlOps.LoadTests.Processes;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>A silo in a process of its own, with the models that are fuzzed.</summary>
internal sealed class FuzzTarget : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _data = new();
    private readonly IReadOnlyList<FuzzModel> _models;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private ServerProcess? _silo;

    private FuzzTarget(IReadOnlyList<FuzzModel> models) => _models = models;

    /// <summary>How often each kind had each answer: a status of HTTP or, after "grpc", of gRPC. Shows how deep cases get.</summary>
    public ConcurrentDictionary<(string Kind, string Answer), long> Answers { get; } = new();

    /// <summary>How long each kind waited for its answers.</summary>
    public ConcurrentDictionary<string, Latencies> Waits { get; } = new();

    /// <summary>The process has ended.</summary>
    public bool Lost => _silo!.HasEnded;

    /// <summary>The last lines that the silo printed.</summary>
    public string Output => _silo!.Output;

    public static async Task<FuzzTarget> StartAsync(IReadOnlyList<FuzzModel> models)
    {
        var target = new FuzzTarget(models);
        try
        {
            target._silo = await ServerProcess.StartSiloAsync(target._data.Path);
            foreach (var model in models)
                await target.RegisterAsync(model.Name, model.File);
            await target.RegisterAsync(OnnxCases.Model, models[0].File);
            await target.RegisterAsync(TableCases.Model, models[0].File, WithFeatures);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// What came late, or on a connection that the silo had closed while it was idle, is tried once more: a starved machine is nobody's
    /// fault, and a hang happens again.
    /// </summary>
    /// <returns>What is wrong about the silo's answer; null: nothing.</returns>
    public async Task<string?> TryAsync(FuzzCase fuzz)
    {
        var first = await SendAsync(fuzz);
        return first.Again && !Lost ? (await SendAsync(fuzz)).What : first.What;
    }

    /// <returns>Which valid request is not answered any more; null: all are.</returns>
    public async Task<string?> FindDamageAsync()
    {
        foreach (var model in _models)
        {
            var (path, request) = ($"/v2/models/{model.Name}/infer", Encoding.UTF8.GetBytes(model.Request));
            var valid = new FuzzCase("valid", 0, HttpMethod.Post, path, "application/json", request);
            using var answer = await RespondAsync(valid, Patience);
            if (answer is not { StatusCode: HttpStatusCode.OK })
                return $"'{model.Name}' no longer answers a valid request: {answer?.StatusCode.ToString() ?? "nothing"}";
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
            await _silo.DisposeAsync();
        _http.Dispose();
        _data.Dispose();
    }

    private static string WithFeatures => new JsonObject
    {
        ["task"] = "binary",
        ["features"] = new JsonArray(
        [
            .. new[] { "period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer" }.Select((name, column) =>
                new JsonObject { ["name"] = name, ["input"] = "features", ["column"] = column, ["kind"] = "numeric" }),
        ]),
    }.ToJsonString();

    private async Task<(string? What, bool Again)> SendAsync(FuzzCase fuzz)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await RespondAsync(fuzz, Patience);
            Waits.GetOrAdd(fuzz.Kind, _ => new()).Add(Stopwatch.GetElapsedTime(started));
            return answer is null ? ($"there was no answer for {Patience.TotalSeconds:0} s", true) : await JudgeAsync(fuzz, answer);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ResponseEnded && fuzz.Path.Contains("/batch", StringComparison.Ordinal))
        {
            // What can't be read after the answer has begun breaks it off: that is how a client knows that it is not whole.
            return (null, false);
        }
        catch (HttpRequestException e)
        {
            return ($"there was no answer: {(e.InnerException ?? e).Message}", true);
        }
    }

    private async Task<(string? What, bool Again)> JudgeAsync(FuzzCase fuzz, HttpResponseMessage answer)
    {
        var (http, text) = ((int)answer.StatusCode, fuzz.Grpc ? "" : await answer.Content.ReadAsStringAsync());
        if (fuzz.Undo is { } undo && answer.IsSuccessStatusCode)
        {
            using var undone = await RespondAsync(new(fuzz.Kind, fuzz.Number, HttpMethod.Delete, undo, "", []), Patience);
            if (undone is not { IsSuccessStatusCode: true })
                return ($"DELETE {undo} answered {(int?)undone?.StatusCode}", false);
        }
        if (!fuzz.Grpc || answer.StatusCode != HttpStatusCode.OK)
        {
            Answers.AddOrUpdate((fuzz.Kind, $"{http}"), 1, (_, count) => count + 1);
            return (Verdict.OfHttp(fuzz, http, text), answer.StatusCode == HttpStatusCode.GatewayTimeout);
        }
        var grpc = Field(answer, "grpc-status");
        Answers.AddOrUpdate((fuzz.Kind, $"grpc {grpc}"), 1, (_, count) => count + 1);
        return (Verdict.OfGrpc(fuzz, grpc, Field(answer, "grpc-message")), grpc == Verdict.DeadlineExceeded);
    }

    /// <returns>Null: too late.</returns>
    private async Task<HttpResponseMessage?> RespondAsync(FuzzCase fuzz, TimeSpan patience)
    {
        using var request = fuzz.Request();
        request.RequestUri = new(fuzz.Grpc ? _silo!.GrpcUrl! : _silo!.Url, fuzz.Path);
        using var giveUp = new CancellationTokenSource(patience);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, giveUp.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static string? Field(HttpResponseMessage answer, string name) =>
        answer.TrailingHeaders.TryGetValues(name, out var late) ? late.First()
        : answer.Headers.TryGetValues(name, out var soon) ? soon.First()
        : null;

    private async Task RegisterAsync(string model, byte[] file, string? config = null)
    {
        var form = new FormData();
        form.Add("model", "model.onnx", file);
        if (config is not null)
            form.Add("config", "config.json", Encoding.UTF8.GetBytes(config));
        var path = $"/api/models/{model}/versions/{FuzzModel.Version}";
        using var answer = await RespondAsync(new("setup", 0, HttpMethod.Put, path, form.ContentType, form.Body()), Patience);
        if (answer is not { IsSuccessStatusCode: true })
        {
            var reason = answer is null ? "no answer" : await answer.Content.ReadAsStringAsync();
            throw new LoadTestException($"'{model}' was not registered: {reason}");
        }
    }
}
