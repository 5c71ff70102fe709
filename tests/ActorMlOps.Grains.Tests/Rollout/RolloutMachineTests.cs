using ActorMlOps.Grains.Rollout;
using ActorMlOps.Rollout;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Rollout;

public sealed class RolloutMachineTests
{
    private static readonly HashSet<string> Registered = ["1", "2", "3", "4"];
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Units = [.. Enumerable.Range(0, 300).Select(i => $"u{i}")];

    /// <summary>Anything that operators may do, sensible or not.</summary>
    private static readonly Gen<Func<TrafficState, TrafficDecision>> Step = Gen.OneOf(
        Gen.Select(Gen.Enum<RolloutKind>(), Gen.Int[1, 5], Gen.Double[0.5, 100].Array[0, 3]).Select((kind, version, steps) =>
            (Func<TrafficState, TrafficDecision>)(s => RolloutMachine.Start(s, new(kind, $"{version}", steps, "a"), Registered, Now))),
        Gen.Select(Gen.Int[0, 100], Gen.Enum<RolloutCommand>()).Select((which, command) => (Func<TrafficState, TrafficDecision>)(s =>
            s.Rollouts.Length == 0
                ? TrafficDecision.Refused("no rollout")
                : RolloutMachine.Command(s, s.Rollouts[^(1 + (which % s.Rollouts.Length))].Id, command, "a", Now))),
        Gen.Select(Gen.Select(Gen.Int[1, 4], Gen.Int[0, 3]).Array[1, 3], Gen.Int[1, 4].Array[0, 2]).Select((weights, shadows) =>
            (Func<TrafficState, TrafficDecision>)(s => TrafficMachine.Set(s, new(
                [.. weights.Select(w => new WeightedVersion($"{w.Item1}", w.Item2))], [.. shadows.Select(v => $"{v}")], null, "a"), Registered))));

    [Fact]
    public void Commands_InAnyOrder_KeepEveryInvariant() => Step.Array[1, 60].Sample(steps =>
    {
        var state = TrafficMachine.First("m", "1", 42);
        foreach (var step in steps)
        {
            var decision = step(state);
            if (decision.Next is not { } next)
            {
                Assert.NotEmpty(decision.Errors);
                Assert.All(decision.Errors, e => Assert.False(string.IsNullOrWhiteSpace(e)));
                continue;
            }
            Assert.Empty(decision.Errors);
            CheckStep(state, next);
            CheckState(next);
            state = next;
        }
    }, iter: 2000);

    [Fact]
    public void Canary_ApprovedThroughItsSteps_RampsMonotonouslyAndPromotes()
    {
        var state = Start(RolloutKind.Canary, "2", 5, 25, 100);
        HashSet<string> before = [];
        foreach (var weight in new[] { 5.0, 25, 100 })
        {
            Assert.Equal(weight, state.Policy!.Variants.Single(v => v.Version == "2").Weight);
            Assert.Equal("1", state.Policy.Stable);
            var split = new TrafficSplit(state.Policy);
            var now = Units.Where(u => split.Choose(u).Version == "2").ToHashSet();
            Assert.True(before.IsSubsetOf(now));
            before = now;
            state = Command(state, RolloutCommand.Approve);
        }
        Assert.Equal(RolloutPhase.Promoted, state.Rollouts[0].Phase);
        Assert.Equal(("2", 100.0), (state.Policy!.Stable, Assert.Single(state.Policy.Variants).Weight));
        Assert.Equal([2L, 3, 4, 5], state.Rollouts[0].History.Select(h => h.Epoch));
        Assert.Equal([5.0, 25, 100, 100], state.Rollouts[0].History.Select(h => h.CandidateWeight));
    }

    [Fact]
    public void Canary_WithoutSteps_TakesTheDefaultOnes() =>
        Assert.Equal([1, 5, 25, 50, 100], Start(RolloutKind.Canary, "2").Rollouts[0].Steps);

    [Fact]
    public void Canary_PausedAndResumed_ReturnsToItsStep()
    {
        var state = Command(Start(RolloutKind.Canary, "2", 5, 25), RolloutCommand.Approve);
        var paused = Command(state, RolloutCommand.Pause);
        Assert.Equal(0, paused.Policy!.Variants.Single(v => v.Version == "2").Weight);
        Assert.Equal(state.Policy!.Variants, Command(paused, RolloutCommand.Resume).Policy!.Variants);
    }

    [Fact]
    public void BlueGreen_FlipAndBack_IsOneCommandEachAndStableWaitsForTheHold()
    {
        var state = Start(RolloutKind.BlueGreen, "2");
        Assert.Equal(0, state.Policy!.Variants.Single(v => v.Version == "2").Weight);
        var flipped = Command(state, RolloutCommand.Approve);
        Assert.Equal((100.0, "1"), (flipped.Policy!.Variants.Single(v => v.Version == "2").Weight, flipped.Policy.Stable));
        Assert.Equal("1", Assert.Single(Command(flipped, RolloutCommand.Rollback).Policy!.Variants).Version);
        Assert.Equal("2", Command(flipped, RolloutCommand.Approve).Policy!.Stable);
    }

    [Fact]
    public void Shadow_OfTheCandidate_EndsWhenItGoesOnAsCanary()
    {
        var state = Start(RolloutKind.Shadow, "2");
        Assert.Equal(["2"], state.Policy!.Shadows);
        state = RolloutMachine.Start(state, new(RolloutKind.Canary, "2", [5], "a"), Registered, Now).Next!;
        Assert.Empty(state.Policy!.Shadows);
        Assert.Equal((RolloutPhase.Promoted, RolloutPhase.Running), (state.Rollouts[0].Phase, state.Rollouts[1].Phase));
        Assert.Contains("r2", state.Rollouts[0].History[^1].What, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ShadowOfTheStableVersionWhileTheCandidateHasEverything_IsRefused()
    {
        var state = Command(Start(RolloutKind.BlueGreen, "2"), RolloutCommand.Approve);
        var decision = RolloutMachine.Start(state, new(RolloutKind.Shadow, "1", [], "a"), Registered, Now);
        Assert.True(decision.Conflict);
        Assert.Contains("stable", Assert.Single(decision.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RolloutKind.Canary, "9", new double[] { 5 }, "'candidate'")]
    [InlineData(RolloutKind.Canary, "2", new double[] { 5, 5 }, "'steps'")]
    [InlineData(RolloutKind.Canary, "2", new double[] { 0 }, "'steps'")]
    [InlineData(RolloutKind.Canary, "2", new double[] { 101 }, "'steps'")]
    [InlineData(RolloutKind.Canary, "2", new[] { double.NaN }, "'steps'")]
    [InlineData(RolloutKind.Canary, "1", new double[] { 5 }, "answers already")]
    public void Start_WhatCanNotBe_SaysWhy(RolloutKind kind, string candidate, double[] steps, string reason) => Assert.Contains(
        reason,
        Assert.Single(RolloutMachine.Start(TrafficMachine.First("m", "1", 1), new(kind, candidate, steps, "a"), Registered, Now).Errors),
        StringComparison.Ordinal);

    [Fact]
    public void Command_OnAnEndedRollout_SaysHowItEnded()
    {
        var state = Command(Start(RolloutKind.Canary, "2", 5), RolloutCommand.Rollback);
        Assert.Contains(
            "RolledBack",
            Assert.Single(RolloutMachine.Command(state, "r1", RolloutCommand.Promote, "a", Now).Errors),
            StringComparison.Ordinal);
    }

    private static void CheckStep(TrafficState before, TrafficState after)
    {
        var (old, next) = (before.Policy!, after.Policy!);
        Assert.Equal(old.Epoch + 1, next.Epoch);
        Assert.Equal((old.Model, old.Salt), (next.Model, next.Salt));
        Assert.True(after.Rollouts.Length >= before.Rollouts.Length);
        var running = before.Rollouts.FirstOrDefault(r => !r.Ended && r.Kind != RolloutKind.Shadow);
        if (running is not null && next.Stable != old.Stable)
        {
            var ended = after.Rollouts.Single(r => r.Id == running.Id);
            Assert.Equal((RolloutPhase.Promoted, running.Candidate), (ended.Phase, next.Stable));
        }
        for (var i = 0; i < before.Rollouts.Length; i++)
        {
            Assert.True(after.Rollouts[i].History.Length >= before.Rollouts[i].History.Length);
            if (before.Rollouts[i].Ended)
                Assert.Equal(before.Rollouts[i], after.Rollouts[i]);
        }
    }

    private static void CheckState(TrafficState state)
    {
        var policy = state.Policy!;
        Assert.Single(policy.Variants, v => v.Role == VariantRole.Stable);
        Assert.Contains(policy.Variants, v => v.Weight > 0);
        Assert.All(policy.Variants, v => Assert.InRange(v.Weight, 0, 100));
        Assert.Equal(policy.Variants.Length, policy.Variants.Select(v => v.Version).Distinct().Count());
        Assert.Equal(policy.Shadows.Length, policy.Shadows.Distinct().Count());
        Assert.All(policy.Versions, v => Assert.Contains(v, Registered));
        // No version both answers and gets copies: its units would be counted twice.
        Assert.DoesNotContain(policy.Shadows, s => policy.Variants.Any(v => v.Weight > 0 && v.Version == s));
        Assert.True(state.Rollouts.Count(r => !r.Ended && r.Kind != RolloutKind.Shadow) <= 1);
        Assert.Equal(state.Rollouts.Length, state.Rollouts.Select(r => r.Id).Distinct().Count());
        foreach (var rollout in state.Rollouts.Where(r => r is { Ended: false, Kind: RolloutKind.Shadow, Phase: RolloutPhase.Running }))
            Assert.Contains(rollout.Candidate, policy.Shadows);
        foreach (var rollout in state.Rollouts.Where(r => !r.Ended && r.Kind != RolloutKind.Shadow))
            Assert.Equal(rollout.Stable, policy.Stable);
    }

    private static TrafficState Start(RolloutKind kind, string candidate, params double[] steps) =>
        RolloutMachine.Start(TrafficMachine.First("m", "1", 42), new(kind, candidate, steps, "a"), Registered, Now).Next!;

    private static TrafficState Command(TrafficState state, RolloutCommand command) =>
        RolloutMachine.Command(state, state.Rollouts[^1].Id, command, "a", Now).Next!;
}
