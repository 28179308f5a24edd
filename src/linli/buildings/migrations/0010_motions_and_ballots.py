"""What a committee decides: words on matters, motions, ballots with their rolls and votes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buildings', '0002_claims_and_windows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Voter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='名册第几行')),
                ('who', models.BinaryField(null=True, verbose_name='名册上的名称')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('mark', models.CharField(max_length=64, verbose_name='名称的哈希')),
                ('area', models.PositiveIntegerField(verbose_name='面积')),
                ('heads', models.PositiveIntegerField(verbose_name='人数')),
            ],
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.CharField(blank=True, max_length=300, verbose_name='发言')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='buildings.matter', verbose_name='楼事')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions_noted', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
                ('seat', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='buildings.seat', verbose_name='席位')),
            ],
        ),
        migrations.CreateModel(
            name='Motion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='编号')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='议题')),
                ('says', models.CharField(blank=True, max_length=500, verbose_name='要决定什么')),
                ('made_at', models.DateTimeField(verbose_name='提出时间')),
                ('committee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='motions', to='buildings.committee', verbose_name='楼委会')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='motions_made', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('matter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='motions', to='buildings.matter', verbose_name='楼事')),
                ('seat', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='elections', to='buildings.seat', verbose_name='席位')),
            ],
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='几号候选人')),
                ('name', models.CharField(blank=True, max_length=20, verbose_name='姓名')),
                ('stood_at', models.DateTimeField(verbose_name='提名时间')),
                ('motion', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='buildings.motion', verbose_name='选举')),
            ],
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('majority', '全体过半数同意'), ('two_thirds', '全体三分之二以上同意'), ('art278', '民法典第二百七十八条：一般事项'), ('art278_special', '民法典第二百七十八条：特别事项（第六至八项）'), ('election', '选举：得票最多的当选')], max_length=14, verbose_name='规则')),
                ('roll_kind', models.CharField(choices=[('seats', '委员，每席一票'), ('listed', '名册上的每一户')], max_length=6, verbose_name='谁投票')),
                ('is_secret', models.BooleanField(verbose_name='无记名')),
                ('roll_hash', models.CharField(max_length=64, verbose_name='名册的哈希')),
                ('opened_at', models.DateTimeField(verbose_name='开始时间')),
                ('closes_at', models.DateTimeField(verbose_name='截止时间')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('papers', models.PositiveIntegerField(default=0, verbose_name='票箱里的纸票')),
                ('papers_counted', models.PositiveIntegerField(default=0, verbose_name='数过的纸票')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots_opened', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='buildings.motion', verbose_name='议题')),
            ],
        ),
        migrations.CreateModel(
            name='Resolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('carried', '通过'), ('rejected', '未通过'), ('no_quorum', '参加的不够，没有结果'), ('elected', '选出'), ('tied', '没有选出：票数相同或没有票'), ('annulled', '作废，不计票')], max_length=9, verbose_name='结果')),
                ('counts', models.TextField(verbose_name='票数')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('ballot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='resolution', to='buildings.ballot', verbose_name='表决')),
            ],
        ),
        migrations.CreateModel(
            name='Turnout',
            fields=[
                ('voter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='turnout', serialize=False, to='buildings.voter', verbose_name='名册上的一行')),
                ('how', models.CharField(choices=[('link', '链接'), ('proxy', '受托人代投'), ('paper', '纸票')], max_length=5, verbose_name='怎样投的')),
            ],
        ),
        migrations.AddField(
            model_name='voter',
            name='ballot',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='voters', to='buildings.ballot', verbose_name='表决'),
        ),
        migrations.AddField(
            model_name='voter',
            name='seat',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='votes_held', to='buildings.seat', verbose_name='席位'),
        ),
        migrations.CreateModel(
            name='Proxy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noted_at', models.DateTimeField(verbose_name='登记时间')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proxies_given', to='buildings.voter', verbose_name='委托人')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proxies_held', to='buildings.voter', verbose_name='受托人')),
            ],
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(max_length=7, verbose_name='投的什么')),
                ('receipt', models.CharField(max_length=40, unique=True, verbose_name='回执')),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='buildings.ballot', verbose_name='表决')),
                ('voter', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='vote', to='buildings.voter', verbose_name='名册上的一行')),
            ],
        ),
        migrations.AddConstraint(
            model_name='motion',
            constraint=models.UniqueConstraint(fields=('committee', 'number'), name='a_motion_has_its_own_number'),
        ),
        migrations.AddConstraint(
            model_name='motion',
            constraint=models.CheckConstraint(condition=models.Q(('matter', None), ('seat', None), _connector='OR'), name='an_election_is_of_no_matter'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('motion', 'number'), name='a_candidate_has_their_own_number'),
        ),
        migrations.AddIndex(
            model_name='ballot',
            index=models.Index(fields=['closed_at', 'closes_at'], name='ballots_to_close'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('motion',), name='one_ballot_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opened_at'))), name='a_ballot_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(('papers_counted__lte', models.F('papers'))), name='no_more_papers_than_came'),
        ),
        migrations.AddConstraint(
            model_name='voter',
            constraint=models.UniqueConstraint(fields=('ballot', 'number'), name='a_line_is_there_once'),
        ),
        migrations.AddConstraint(
            model_name='proxy',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('giver',), name='one_proxy_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='proxy',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('holder')), _negated=True), name='nobody_is_their_own_proxy'),
        ),
    ]
