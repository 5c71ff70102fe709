using System.Diagnostics;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Rollout;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Serving;

/// <summary>
/// The silo's way of a prediction: policy snapshot, variant of each caller, runtime of each variant. No other silo and no storage is on the
/// way while the policy's lease lasts and the versions are loaded.
/// </summary>
internal sealed class PredictionRouter(PolicyCache policies, VersionRuntimes runtimes, TimeProvider clock)
{
    /// <summary>How often rows may be routed anew because their version was withdrawn while they ran.</summary>
    private const int MaxAttempts = 3;

    public async Task<PredictResponse> RouteAsync(string model, PredictRequest request, CancellationToken cancellationToken)
    {
        using var activity = Instruments.Activities.StartActivity(Telemetry.Spans.Route);
        activity?.SetTag(Telemetry.Tags.Model, model);
        if (Validate(request) is { } invalid)
            return Refuse(request, PredictOutcome.BadInput, invalid);
        var (snapshot, degraded) = await SnapshotAsync(model);
        if (snapshot is null)
            return Refuse(request, PredictOutcome.UnknownModel, $"There is no model '{model}' with a version that answers.");
        activity?.SetTag("epoch", snapshot.Policy.Epoch);

        return new([.. await PredictAsync(snapshot, request, All(request), degraded, 1, cancellationToken)]);
    }

    public async Task<PredictResponse> PredictAsync(VersionKey version, PredictRequest request, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return Refuse(request, PredictOutcome.BadInput, invalid);
        var variant = new Variant(version.Version, 0, VariantRole.Named);
        return new([await RunAsync(version, variant, 0, request.Inputs, request.Callers, All(request), false, request.Timeout, cancellationToken)]);
    }

    private static string? Validate(PredictRequest request)
    {
        if (request.Callers.Length == 0)
            return "The request names no callers.";
        var rows = 0L;
        foreach (var caller in request.Callers)
        {
            if (caller.Rows < 1)
                return "A caller of the request has no rows.";
            if (caller.Id?.Length > ActorMlOps.Monitoring.PredictionId.MaxLength)
                return $"'id' is longer than {ActorMlOps.Monitoring.PredictionId.MaxLength} characters.";
            rows += caller.Rows;
        }
        return rows == request.Inputs.Rows ? null : $"The callers have {rows} rows, the inputs {request.Inputs.Rows}.";
    }

    private async ValueTask<(PolicySnapshot? Snapshot, bool Degraded)> SnapshotAsync(string model)
    {
        var held = policies.Find(model);
        if (held is not null)
        {
            Volatile.Write(ref held.LastUsed, clock.GetTimestamp());
            if (policies.IsValid(held))
                return (held, false);
        }
        try
        {
            var read = await policies.ReadAsync(model).WaitAsync(PolicyCache.Lease, clock, CancellationToken.None);
            // A read that took longer than the lease says nothing about now.
            return (read, read is not null && !policies.IsValid(read));
        }
        catch (Exception) when (held is not null)
        {
            // The control plane is lost, serving goes on: the last known stable version answers, and says so.
            return (policies.Find(model) ?? held, true);
        }
    }

    private async Task<IEnumerable<PredictionPart>> PredictAsync(
        PolicySnapshot snapshot, Variant variant, PredictRequest request, int[] callers, bool degraded, int attempt, CancellationToken cancellationToken)
    {
        var policy = snapshot.Policy;
        var rows = Select(request, callers);
        var part = await RunAsync(
            new(policy.Model, variant.Version), variant, policy.Epoch, rows.Inputs, rows.Callers, callers, degraded, request.Timeout, cancellationToken, policy);
        var (current, nowDegraded) = await SnapshotAsync(policy.Model);
        if (current is null || Follows(current.Policy, policy, variant, degraded, nowDegraded))
            return [part];
        // The version was withdrawn, or the lease ended, while the rows ran: nobody may see their answer.
        if (attempt == MaxAttempts)
            return [new(PredictOutcome.Unavailable, "The traffic changed again and again while the rows ran; send them again.", callers, variant.Version, current.Policy.Epoch, variant.Role, nowDegraded, null)];
        return await PredictAsync(current, request, callers, nowDegraded, attempt + 1, cancellationToken);
    }

    /// <summary>Each caller by its own variant.</summary>
    private async Task<IEnumerable<PredictionPart>> PredictAsync(
        PolicySnapshot snapshot, PredictRequest request, int[] callers, bool degraded, int attempt, CancellationToken cancellationToken)
    {
        var groups = callers.GroupBy(c => Choose(snapshot, request.Callers[c], degraded)).ToList();
        var parts = await Task.WhenAll(groups.Select(g => PredictAsync(snapshot, g.Key, request, [.. g], degraded, attempt, cancellationToken)));
        return parts.SelectMany(p => p);
    }

    /// <summary>An answer may be given if the policy of now would still give it.</summary>
    private static bool Follows(Policy now, Policy then, Variant variant, bool degraded, bool nowDegraded) =>
        nowDegraded ? degraded && now.Stable == variant.Version
        : now.Epoch == then.Epoch || Serves(now, variant.Version);

    private async Task<PredictionPart> RunAsync(
        VersionKey key, Variant variant, long epoch, TensorBatch inputs, CallerRows[] callers, int[] indices, bool degraded, TimeSpan? timeout,
        CancellationToken cancellationToken, Policy? policy = null)
    {
        var loaded = await runtimes.EnterAsync(key);
        if (loaded.Runtime is not { } runtime)
            return new(loaded.Unknown ? PredictOutcome.UnknownVersion : PredictOutcome.Unavailable, loaded.Error, indices, key.Version, epoch, variant.Role, degraded, null);
        try
        {
            var answer = await runtime.PredictAsync(inputs, callers, epoch, variant.Role, timeout, cancellationToken);
            if (answer.Outcome != PredictOutcome.Ok)
                return new(answer.Outcome, answer.Message, indices, key.Version, epoch, variant.Role, degraded, null);
            // Only what the stable version answered is copied: a shadow is compared with it.
            if (policy is { Shadows.Length: > 0 } && variant.Role == VariantRole.Stable && !degraded)
                Shadow(policy, runtime, answer, inputs, callers);
            return new(PredictOutcome.Ok, null, indices, key.Version, epoch, variant.Role, degraded, runtime.ToBatch(answer.Outputs, inputs.Rows));
        }
        finally
        {
            runtime.Leave();
        }
    }

    private void Shadow(Policy policy, VersionRuntime stable, RuntimeAnswer answer, TensorBatch inputs, CallerRows[] callers)
    {
        var predicted = new double[inputs.Rows];
        var scores = new float[inputs.Rows];
        if (stable.Outputs.Watched)
            stable.Outputs.Read(answer.Outputs, inputs.Rows, predicted, scores);
        var compared = new StableAnswer(stable.Spec.Output.Classes, predicted, scores);
        foreach (var shadow in policy.Shadows)
        {
            var key = new VersionKey(policy.Model, shadow);
            if (runtimes.Find(key) is { } runtime)
                runtime.Shadow(inputs, callers, policy.Epoch, compared);
            else
                _ = runtimes.GetAsync(key).AsTask();
        }
    }

    private static bool Serves(Policy policy, string version) => Array.Exists(policy.Variants, v => v.Weight > 0 && v.Version == version);

    private static Variant Choose(PolicySnapshot snapshot, CallerRows caller, bool degraded) =>
        degraded ? new(snapshot.Policy.Stable, 0, VariantRole.Stable)
        : (caller.UnitId ?? caller.Id) is { } unit ? snapshot.Split.Choose(unit)
        : snapshot.Split.ChooseAny();

    private static (TensorBatch Inputs, CallerRows[] Callers) Select(PredictRequest request, int[] callers)
    {
        if (callers.Length == request.Callers.Length)
            return (request.Inputs, request.Callers);
        var starts = new int[request.Callers.Length];
        for (var i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + request.Callers[i - 1].Rows;
        return (
            TensorBatch.Concat([.. callers.Select(c => request.Inputs.Slice(starts[c], request.Callers[c].Rows))]),
            [.. callers.Select(c => request.Callers[c])]);
    }

    private static int[] All(PredictRequest request) => [.. Enumerable.Range(0, request.Callers.Length)];

    private static PredictResponse Refuse(PredictRequest request, PredictOutcome outcome, string message) =>
        new([new(outcome, message, All(request), "", 0, VariantRole.Stable, false, null)]);
}
