using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ActorMlOps.LoadTests.Faults;

/// <summary>
/// Kills a silo again and again while callers post labels, corrections, repeats and values of a metric, by id and by receipt. After each
/// restart every acknowledged label must be known, and the window must be what the labels say.
/// </summary>
/// <param name="start">Starts a silo on always the same data. Disposing of it kills it.</param>
/// <param name="model">The electricity market's model file.</param>
/// <param name="rows">Feature rows of the model.</param>
internal sealed class LabelKills(Func<Task<(Uri Url, IAsyncDisposable Process)>> start, byte[] model, float[][] rows, int seed)
{
    private const string Name = "prices";
    private const string Config = """{"task":"binary","metrics":[{"name":"ctr","kind":"ratio"}]}""";
    private const int Callers = 6;
    private const int RowsPerRequest = 500;
    private const int Predictions = 6_000;
    private const int LabelsPerCall = 10;
    private const int LongestLifeMs = 1_500;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LabelledPrediction[] _predictions = new LabelledPrediction[Predictions];
    private long _acknowledged;
    private long _unanswered;

    /// <param name="done">Told after each kill.</param>
    /// <exception cref="LabelKillsException">The silo did something else than ending when it was killed.</exception>
    public async Task<LabelKillsResult> RunAsync(int kills, Action<LabelKillsResult>? done = null)
    {
        var random = new Random(seed);
        var (silo, result) = (await start(), new LabelKillsResult(0, 0, 0, 0, 0));
        try
        {
            using (var http = Client(silo.Url))
                await PredictAsync(http);
            for (var kill = 1; kill <= kills; kill++)
            {
                using (var http = Client(silo.Url))
                {
                    var callers = Enumerable.Range(0, Callers).Select(c => Task.Run(() => CallAsync(http, c, seed + (kill * Callers) + c))).ToArray();
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, LongestLifeMs)), TimeProvider.System);
                    await silo.Process.DisposeAsync();
                    await Task.WhenAll(callers);
                }
                silo = await start();
                using var again = Client(silo.Url);
                var lost = await CountLostAsync(again);
                result = new(kill, _acknowledged, _unanswered, result.Lost + lost, result.Differences + await CountDifferencesAsync(again));
                done?.Invoke(result);
            }
            return result;
        }
        finally
        {
            await silo.Process.DisposeAsync();
        }
    }

    private async Task PredictAsync(HttpClient http)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(model), "model", "model.onnx" }, { new StringContent(Config), "config" },
        };
        await ReadAsync(await http.PutAsync($"api/models/{Name}/versions/1", form));
        for (var first = 0; first < Predictions; first += RowsPerRequest)
        {
            float[] data = [.. Enumerable.Range(first, RowsPerRequest).SelectMany(r => rows[r % rows.Length])];
            var answer = await SendAsync(http, $"v2/models/{Name}/infer", new
            {
                id = $"p{first}",
                parameters = new { receipts = true },
                inputs = new[] { new { name = "features", datatype = "FP32", shape = new[] { RowsPerRequest, rows[0].Length }, data } },
            });
            var classes = answer["outputs"]!.AsArray().Single(o => o!["name"]!.GetValue<string>() == "label")!["data"]!.AsArray();
            for (var r = 0; r < RowsPerRequest; r++)
            {
                _predictions[first + r] = new(
                    $"p{first}#{r}", answer["parameters"]!["receipts"]![r]!.GetValue<string>(), classes[r]!.GetValue<int>());
            }
        }
        // Rows of a pane that was not delivered yet die with their silo: what is killed here is labels.
        await UntilAsync(async () => (await ReadAsync(await http.GetAsync($"api/models/{Name}/versions/1/windows?window=1d")))
            ["window"]!["rows"]!.GetValue<long>() == Predictions);
        await UntilAsync(async () =>
        {
            var probes = Enumerable.Range(0, Predictions / RowsPerRequest).Select(i => _predictions[(i * RowsPerRequest) + RowsPerRequest - 1]);
            foreach (var probe in probes)
                probe.Label = 0;
            var answer = await PostAsync(http, probes.Select(p => new { predictionId = p.Id, label = 0 }));
            return answer["pending"]!.GetValue<int>() == 0;
        });
    }

    /// <summary>Posts until the silo is gone. Each prediction belongs to one caller, so that it is known which label came last.</summary>
    private async Task CallAsync(HttpClient http, int caller, int callerSeed)
    {
        var random = new Random(callerSeed);
        while (true)
        {
            var said = Enumerable.Range(0, LabelsPerCall)
                .Select(_ => _predictions[(random.Next(Predictions / Callers) * Callers) + caller])
                .Distinct()
                .Select(p => (Prediction: p, Label: random.Next(3) == 0 ? p.Label ?? 0 : random.Next(2), Ctr: random.Next(2) == 0 ? (int?)random.Next(2) : null))
                .ToArray();
            foreach (var (prediction, label, ctr) in said)
                prediction.Say(label, ctr);
            try
            {
                var answer = await PostAsync(http, said.Select(s => s.Prediction.Body(random.Next(2) == 0)));
                if (answer["pending"]!.GetValue<int>() > 0 || answer["rejected"]!.AsArray().Count > 0)
                    throw new LabelKillsException($"Labels of predictions that are known: {answer.ToJsonString()}");
                foreach (var (prediction, _, _) in said)
                    prediction.Acknowledge();
                Interlocked.Add(ref _acknowledged, said.Length);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                // Killed: nobody knows what became of these.
                Interlocked.Add(ref _unanswered, said.Length);
                return;
            }
        }
    }

    /// <summary>Sends all that was acknowledged again: what is no repeat was lost. What was not answered is sent again, too, and so is certain from then on.</summary>
    private async Task<long> CountLostAsync(HttpClient http)
    {
        var lost = 0L;
        foreach (var chunk in _predictions.Where(p => p is { IsCertain: true, Label: not null }).Chunk(2_000))
            lost += chunk.Length - (await PostAsync(http, chunk.Select(p => p.Body(true))))["duplicates"]!.GetValue<long>();
        var unknown = _predictions.Where(p => !p.IsCertain).ToArray();
        if (unknown.Length > 0)
            await PostAsync(http, unknown.Select(p => p.Body(false)));
        foreach (var prediction in unknown)
            prediction.Acknowledge();
        return lost;
    }

    /// <summary>By how many rows the performance window differs from what the labels say.</summary>
    private async Task<long> CountDifferencesAsync(HttpClient http)
    {
        var report = await ReadAsync(await http.GetAsync($"api/models/{Name}/versions/1/performance?window=1d"));
        var differences = 0L;
        for (var actual = 0; actual < 2; actual++)
        {
            for (var predicted = 0; predicted < 2; predicted++)
            {
                var expected = _predictions.Count(p => p.Label == actual && p.Predicted == predicted);
                differences += Math.Abs(expected - (report["confusion"]?[actual]?[predicted]?.GetValue<long>() ?? 0));
            }
        }
        var (clicks, shown) = (_predictions.Count(p => p.Ctr == 1), _predictions.Count(p => p.Ctr is not null));
        var ctr = report["custom"]!["ctr"]!;
        var found = Math.Round((ctr["value"]?.GetValue<double>() ?? 0) * ctr["n"]!.GetValue<long>());
        return differences + Math.Abs(shown - ctr["n"]!.GetValue<long>()) + (long)Math.Abs(clicks - found);
    }

    private static HttpClient Client(Uri url) => new() { BaseAddress = url, Timeout = Patience };

    private static Task<JsonNode> PostAsync(HttpClient http, IEnumerable<object> labels) =>
        SendAsync(http, $"api/models/{Name}/labels", new { labels });

    private static async Task<JsonNode> SendAsync(HttpClient http, string path, object body) => await ReadAsync(await http.PostAsJsonAsync(path, body));

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode
                ? JsonNode.Parse(text)!
                : throw new LabelKillsException($"{response.RequestMessage!.RequestUri}: {(int)response.StatusCode} {text}");
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new LabelKillsException($"The predictions were not counted within {Patience.TotalSeconds:0} s.");
            await Task.Delay(BetweenLooks, TimeProvider.System);
        }
    }
}
