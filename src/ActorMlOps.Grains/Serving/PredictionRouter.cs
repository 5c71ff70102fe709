using System.Diagnostics;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Monitoring.Receipts;
using ActorMlOps.Grains.Rollout;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Serving;

/// <summary>
/// The silo's way of a prediction: policy snapshot, variant of each caller, runtime of each variant. No other silo and no storage is on the
/// way while the policy's lease lasts and the versions are loaded.
/// </summary>
internal sealed class PredictionRouter(PolicyCache policies, VersionRuntimes runtimes, ReceiptSealer sealer, TimeProvider clock) : ILocalServing
{
    /// <summary>How often rows may be routed anew because their version was withdrawn while they ran.</summary>
    private const int MaxAttempts = 3;

    public async Task<PredictResponse> RouteAsync(string model, PredictRequest request, CancellationToken cancellationToken)
    {
        using var activity = Instruments.Activities.StartActivity(Telemetry.Spans.Route);
        activity?.SetTag(Telemetry.Tags.Model, model);
        if (Validate(request) is { } invalid)
            return Refuse(PredictOutcome.BadInput, invalid);
        if (Array.Exists(request.Callers, static c => c.Receipts) && sealer.Objection is { } unsealed)
            return Refuse(PredictOutcome.Unavailable, unsealed);
        var (snapshot, degraded) = await SnapshotAsync(model);
        if (snapshot is null)
            return Refuse(PredictOutcome.UnknownModel, $"There is no model '{model}' with a version that answers.");
        activity?.SetTag("epoch", snapshot.Policy.Epoch);

        return new(await PredictAsync(snapshot, request, callers: null, degraded, 0, cancellationToken));
    }

    public async Task<PredictResponse> PredictAsync(VersionKey version, PredictRequest request, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return Refuse(PredictOutcome.BadInput, invalid);
        if (Array.Exists(request.Callers, static c => c.Receipts) && sealer.Objection is { } unsealed)
            return Refuse(PredictOutcome.Unavailable, unsealed);
        var variant = new Variant(version.Version, 0, VariantRole.Named);
        var all = new Share(variant, request.Inputs, request.Callers, null);
        return new([await RunAsync(version, all, 0, false, request.Attempt, request.Timeout, cancellationToken)]);
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

    /// <summary>Each caller by its own variant.</summary>
    /// <param name="callers">Indices into the request's callers; null: all.</param>
    private Task<PredictionPart[]> PredictAsync(
        PolicySnapshot snapshot, PredictRequest request, int[]? callers, bool degraded, int attempt, CancellationToken cancellationToken)
    {
        if (degraded)
            return PredictAsync(snapshot, Select(request, callers, new(snapshot.Policy.Stable, 0, VariantRole.Stable)), request, degraded, attempt, cancellationToken);
        if (snapshot.Split.Only is { } only)
            return PredictAsync(snapshot, Select(request, callers, only), request, degraded, attempt, cancellationToken);
        return SplitAsync(snapshot, request, callers ?? [.. Enumerable.Range(0, request.Callers.Length)], attempt, cancellationToken);
    }

    private async Task<PredictionPart[]> SplitAsync(
        PolicySnapshot snapshot, PredictRequest request, int[] callers, int attempt, CancellationToken cancellationToken)
    {
        var shares = callers.GroupBy(c => Choose(snapshot.Split, request.Callers[c])).Select(g => Select(request, [.. g], g.Key));
        var parts = await Task.WhenAll(shares.Select(s => PredictAsync(snapshot, s, request, false, attempt, cancellationToken)));
        return [.. parts.SelectMany(p => p)];
    }

    private async Task<PredictionPart[]> PredictAsync(
        PolicySnapshot snapshot, Share share, PredictRequest request, bool degraded, int attempt, CancellationToken cancellationToken)
    {
        var (policy, variant) = (snapshot.Policy, share.Variant);
        var part = await RunAsync(
            new(policy.Model, variant.Version), share, policy.Epoch, degraded, request.Attempt + attempt, request.Timeout, cancellationToken, policy);
        var (current, nowDegraded) = await SnapshotAsync(policy.Model);
        if (current is null || Follows(current.Policy, policy, variant, degraded, nowDegraded))
            return [part];
        // The version was withdrawn, or the lease ended, while the rows ran: nobody may see their answer.
        if (attempt + 1 == MaxAttempts)
            return [new(PredictOutcome.Unavailable, "The traffic changed again and again while the rows ran; send them again.", share.Indices, variant.Version, current.Policy.Epoch, variant.Role, nowDegraded, null)];
        return await PredictAsync(current, request, share.Indices, nowDegraded, attempt + 1, cancellationToken);
    }

    /// <summary>An answer may be given if the policy of now would still give it.</summary>
    private static bool Follows(Policy now, Policy then, Variant variant, bool degraded, bool nowDegraded) =>
        nowDegraded ? degraded && now.Stable == variant.Version
        : now.Epoch == then.Epoch || Serves(now, variant.Version);

    private async ValueTask<PredictionPart> RunAsync(
        VersionKey key, Share share, long epoch, bool degraded, int attempt, TimeSpan? timeout, CancellationToken cancellationToken, Policy? policy = null)
    {
        var role = share.Variant.Role;
        var loaded = await runtimes.EnterAsync(key);
        if (loaded.Runtime is not { } runtime)
            return new(loaded.Outcome, loaded.Error, share.Indices, key.Version, epoch, role, degraded, null);
        try
        {
            var context = runtime.Arrive(share.Callers, epoch, role, attempt);
            var answer = await runtime.PredictAsync(share.Inputs, context, timeout, cancellationToken);
            if (answer.Outcome != PredictOutcome.Ok)
                return new(answer.Outcome, answer.Message, share.Indices, key.Version, epoch, role, degraded, null);
            // Only what the stable version answered is copied: a shadow is compared with it.
            if (policy is { Shadows.Length: > 0 } && role == VariantRole.Stable && !degraded)
                Shadow(policy, runtime, answer, share, attempt);
            return new(PredictOutcome.Ok, null, share.Indices, key.Version, epoch, role, degraded, runtime.ToBatch(answer.Outputs, share.Inputs.Rows),
                context.Receipts is { } receipts ? sealer.Seal(receipts) : null);
        }
        finally
        {
            runtime.Leave();
        }
    }

    private void Shadow(Policy policy, VersionRuntime stable, RuntimeAnswer answer, Share share, int attempt)
    {
        var rows = share.Inputs.Rows;
        var predicted = new double[rows];
        var scores = new float[rows];
        if (stable.Outputs.Watched)
            stable.Outputs.Read(answer.Outputs, rows, predicted, scores);
        var compared = new StableAnswer(stable.Spec.Output.Classes, predicted, scores);
        foreach (var shadow in policy.Shadows)
        {
            var key = new VersionKey(policy.Model, shadow);
            if (runtimes.Find(key) is { } runtime)
                runtime.Shadow(share.Inputs, share.Callers, policy.Epoch, attempt, compared);
            else
                _ = runtimes.GetAsync(key).AsTask();
        }
    }

    private static bool Serves(Policy policy, string version) => Array.Exists(policy.Variants, v => v.Weight > 0 && v.Version == version);

    private static Variant Choose(TrafficSplit split, in CallerRows caller) =>
        (caller.UnitId ?? caller.Id) is { } unit ? split.Choose(unit) : split.ChooseAny();

    private static Share Select(PredictRequest request, int[]? callers, Variant variant)
    {
        if (callers is null)
            return new(variant, request.Inputs, request.Callers, null);
        var starts = new int[request.Callers.Length];
        for (var i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + request.Callers[i - 1].Rows;
        return new(
            variant,
            TensorBatch.Concat([.. callers.Select(c => request.Inputs.Slice(starts[c], request.Callers[c].Rows))]),
            [.. callers.Select(c => request.Callers[c])],
            callers);
    }

    private static PredictResponse Refuse(PredictOutcome outcome, string message) =>
        new([new(outcome, message, null, "", 0, VariantRole.Stable, false, null)]);

    /// <summary>The part of a request that one variant answers.</summary>
    /// <param name="Indices">Of <paramref name="Callers"/> among the request's; null: all of them.</param>
    private readonly record struct Share(Variant Variant, TensorBatch Inputs, CallerRows[] Callers, int[]? Indices);
}
